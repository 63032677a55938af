/** Tokens for tests that come as somebody. */
import type { DataSource } from 'typeorm';
import { ApiTokens, type MadeToken, type TokenRequest } from '../../src/auth/api-tokens';

export const UNBOUND: TokenRequest = {
  name: 'a test',
  scope: 'READ',
  projects: null,
  expiresAt: null,
  maximumQueuedRaces: null,
  deviceSecondsPerDay: null,
};

export function makeToken(database: DataSource, changes: Partial<TokenRequest> = {}): Promise<MadeToken> {
  return new ApiTokens(database).create({ ...UNBOUND, ...changes });
}
