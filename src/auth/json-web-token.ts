/** JSON Web Tokens of one issuer, whose keys are read from its JWKS. Signatures and times are jose's to check. */
import { PhotofinishError } from '../errors';
import { SCOPES, type ScopeName } from '../entities/api-token.entity';
import type { Principal } from './principal';
import { isProject } from './project-rule';

export interface JwtIssuer {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
}

/** Throws UNAUTHENTICATED or FORBIDDEN; anything else means that the issuer's keys cannot be read. */
export type JwtVerifier = (token: string) => Promise<Principal>;

/** Of the issuer's private key. Shared secrets (HS256) are left out: whoever checks with one could sign with it. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const KEYS_TIMEOUT_MILLISECONDS = 5000;
/** Between the issuer's clock and ours. */
const CLOCK_TOLERANCE_SECONDS = 5;
/** It is stored with races and stands in logs. */
const SUBJECT = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]{1,255}$/u;
const SCOPE_PREFIX = 'photofinish:';
const PROJECTS_CLAIM = 'photofinish_projects';

/** Of jose's errors, those that speak of the issuer and not of the token. */
const ISSUER_FAULTS: ReadonlySet<string> = new Set(['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID']);

interface Claims {
  readonly sub?: string;
  readonly exp?: number;
  readonly [name: string]: unknown;
}

/** The keys are fetched when the first token comes, and kept for as long as jose keeps them. */
export async function createJwtVerifier({ issuer, audience, jwksUrl }: JwtIssuer): Promise<JwtVerifier> {
  // An ESM package of a tenth of a second: loaded only by servers that trust an issuer.
  const { createRemoteJWKSet, jwtVerify, errors } = await import('jose');
  const keys = createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: KEYS_TIMEOUT_MILLISECONDS });
  const checks = {
    ...{ issuer, audience, algorithms: ALGORITHMS, clockTolerance: CLOCK_TOLERANCE_SECONDS },
    requiredClaims: ['sub', 'exp'],
  };
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, checks);
      return subjectOf(payload);
    } catch (error) {
      if (!(error instanceof errors.JOSEError) || ISSUER_FAULTS.has(error.code)) throw error;
      throw refusal(error instanceof errors.JWTExpired ? 'This token has expired.' : 'This token is not valid here.');
    }
  };
}

function subjectOf(claims: Claims): Principal {
  const { sub: subject, exp } = claims;
  if (subject === undefined || !SUBJECT.test(subject) || exp === undefined) {
    throw refusal('This token names no subject that can be used here.');
  }
  const scope = scopeIn(claims);
  if (scope === null) {
    throw new PhotofinishError('FORBIDDEN', 'This token gives no scope of Photofinish.', {
      advice: 'Let the issuer give one of photofinish:read, photofinish:run and photofinish:admin (claim `scope`).',
    });
  }
  return { kind: 'subject', subject, scope, projects: projectsIn(claims), expiresAt: exp * 1000 };
}

/** The greatest in `scope` (RFC 8693: separated by blanks) or in `scp`; null where there is none of ours. */
function scopeIn({ scope, scp }: Claims): ScopeName | null {
  const given = [scope, scp].flatMap((claim) => (typeof claim === 'string' ? claim.split(' ') : texts(claim)));
  return SCOPES.findLast((name) => given.includes(SCOPE_PREFIX + name.toLowerCase())) ?? null;
}

/** Null where the claim is absent: all projects. */
function projectsIn(claims: Claims): readonly string[] | null {
  const claim = claims[PROJECTS_CLAIM];
  if (claim === undefined) return null;
  if (!Array.isArray(claim) || !claim.every((each) => typeof each === 'string' && isProject(each))) {
    throw refusal(`The claim ${PROJECTS_CLAIM} of this token is not a list of projects.`);
  }
  return texts(claim);
}

function texts(claim: unknown): string[] {
  return Array.isArray(claim) ? claim.filter((each): each is string => typeof each === 'string') : [];
}

function refusal(message: string): PhotofinishError {
  return new PhotofinishError('UNAUTHENTICATED', message, { advice: 'Get a new token from the issuer.' });
}
