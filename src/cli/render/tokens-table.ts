import type { ApiToken } from '../../entities/api-token.entity';
import type { Colors } from '../terminal';
import { renderTable } from './table';

/** One row per token; what is left out is not bounded. */
export function renderTokens(tokens: readonly ApiToken[], colors: Colors, now = Date.now()): string {
  if (tokens.length === 0) return 'There is no token. `photofinish token create --name <what for>` makes one.';
  const head = ['id', 'name', 'scope', 'projects', 'state', 'last used'];
  const rows = tokens.map((token) => [
    token.id,
    token.name,
    token.scope.toLowerCase(),
    token.projects?.join(', ') ?? 'all',
    stateOf(token, now),
    token.lastUsedAt === null ? 'never' : day(token.lastUsedAt),
  ]);
  return renderTable(head, rows, colors);
}

function stateOf({ revokedAt, expiresAt }: ApiToken, now: number): string {
  if (revokedAt !== null) return `revoked ${day(revokedAt)}`;
  if (expiresAt === null) return 'never expires';
  return `${expiresAt <= now ? 'expired' : 'until'} ${day(expiresAt)}`;
}

const day = (moment: number) => new Date(moment).toISOString().slice(0, 10);
