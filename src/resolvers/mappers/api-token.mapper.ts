/** API tokens; their secrets pass through once. */
import type { MadeToken, TokenRequest } from '../../auth/api-tokens';
import type { ApiToken } from '../../entities/api-token.entity';
import { ApiTokenType } from '../../schema/api-token.type';
import type { CreateApiTokenInput } from '../../schema/create-api-token.input';
import { CreatedApiTokenType } from '../../schema/created-api-token.type';
import { make, toDate, toOptionalDate } from './make';

export function toTokenRequest(input: CreateApiTokenInput): TokenRequest {
  return {
    name: input.name,
    scope: input.scope,
    projects: input.projects ?? null,
    expiresAt: input.expiresAt?.getTime() ?? null,
    maximumQueuedRaces: input.maximumQueuedRaces ?? null,
    deviceSecondsPerDay: input.deviceSecondsPerDay ?? null,
  };
}

export function toApiToken(row: ApiToken): ApiTokenType {
  const { id, name, scope, projects, maximumQueuedRaces, deviceSecondsPerDay } = row;
  return make(ApiTokenType, {
    ...{ id, name, scope, projects, maximumQueuedRaces, deviceSecondsPerDay },
    createdAt: toDate(row.createdAt),
    expiresAt: toOptionalDate(row.expiresAt),
    revokedAt: toOptionalDate(row.revokedAt),
    lastUsedAt: toOptionalDate(row.lastUsedAt),
  });
}

export function toCreatedApiToken({ token, secret }: MadeToken): CreatedApiTokenType {
  return make(CreatedApiTokenType, { token: toApiToken(token), secret });
}
