/** From what a caller sends to who they are: the same on HTTP and on WebSocket. */
import { PhotofinishError } from '../errors';
import type { ApiToken } from '../entities/api-token.entity';
import type { ApiTokens } from './api-tokens';
import type { JwtVerifier } from './json-web-token';
import { ANONYMOUS, type Principal } from './principal';
import { isSecret } from './token-secret';

export interface AuthenticatorOptions {
  /** `nobody`: every caller may do everything. */
  readonly asks: 'nobody' | 'everybody';
  readonly tokens: Pick<ApiTokens, 'findUsable' | 'usableOf'>;
  /** Null where no issuer is trusted. */
  readonly verifyJwt: JwtVerifier | null;
}

const BEARER = /^Bearer +(\S+) *$/i;
const LONGEST_CREDENTIAL = 8192;

export class Authenticator {
  constructor(private readonly options: AuthenticatorOptions) {}

  /** Whether there is anything to prove. */
  get asks(): boolean {
    return this.options.asks === 'everybody';
  }

  /** `authorization`: `Bearer …`, as a header or a connection parameter. Throws UNAUTHENTICATED or FORBIDDEN. */
  async authenticate(authorization: unknown): Promise<Principal> {
    if (!this.asks) return ANONYMOUS;
    const { tokens, verifyJwt } = this.options;
    if (authorization === undefined || authorization === null || authorization === '') {
      throw unauthenticated('Credentials are missing.');
    }
    const credential = credentialIn(authorization);
    if (credential === null) throw unauthenticated('These credentials are not of the form `Bearer …`.');
    if (verifyJwt && !isSecret(credential)) return verifyJwt(credential);
    const token = await tokens.findUsable(credential);
    if (!token) throw unauthenticated('This token is unknown, revoked or expired.');
    return tokenPrincipal(token);
  }

  /** Those of the principals who would be refused if they came now. */
  async outdated(principals: readonly Principal[], now = Date.now()): Promise<ReadonlySet<Principal>> {
    const ids = new Set(principals.flatMap((principal) => (principal.kind === 'token' ? [principal.id] : [])));
    const usable = await this.options.tokens.usableOf(ids, now);
    const isOutdated = (principal: Principal) => {
      if (principal.kind === 'anonymous') return false;
      if (principal.kind === 'token') return !usable.has(principal.id);
      return principal.expiresAt !== null && principal.expiresAt <= now;
    };
    return new Set(principals.filter(isOutdated));
  }
}

function credentialIn(authorization: unknown): string | null {
  if (typeof authorization !== 'string' || authorization.length > LONGEST_CREDENTIAL) return null;
  return BEARER.exec(authorization)?.[1] ?? null;
}

function tokenPrincipal(token: ApiToken): Principal {
  const { id, name, scope, projects, expiresAt, maximumQueuedRaces, deviceSecondsPerDay } = token;
  const quotas = { maximumQueuedRaces, deviceSecondsPerDay };
  return { kind: 'token', id, name, scope, projects, expiresAt, quotas };
}

function unauthenticated(message: string): PhotofinishError {
  return new PhotofinishError('UNAUTHENTICATED', message, {
    advice:
      'Send `Authorization: Bearer <token>`, on a WebSocket also as the connection parameter `authorization`; `photofinish token create` makes a token.',
  });
}
