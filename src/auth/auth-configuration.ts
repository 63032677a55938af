/** The variables that say whom a server believes, and what they must not be together. `config.ts` reads them. */
import { z } from 'zod';
import { isLoopback } from '../loopback';

/** Whom the server believes: nobody is asked, API tokens, or those and the tokens of an issuer. */
export type AuthConfiguration =
  | { readonly kind: 'none' }
  | { readonly kind: 'tokens' }
  | { readonly kind: 'jwt'; readonly issuer: string; readonly audience: string; readonly jwksUrl: string };

export const AUTH_VARIABLES = {
  PHOTOFINISH_AUTH: z
    .enum(['none', 'tokens', 'jwt'])
    .default('none')
    .describe('none: whoever reaches it may do everything; tokens: API tokens; jwt: those of an issuer, too.'),
  PHOTOFINISH_JWT_ISSUER: z.string().min(1).optional().describe('Claim iss of the tokens that are trusted (jwt).'),
  PHOTOFINISH_JWT_AUDIENCE: z.string().min(1).optional().describe('Claim aud that names this server (jwt).'),
  PHOTOFINISH_JWT_JWKS_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("The issuer's public keys (jwt); https, or on this machine."),
  PHOTOFINISH_TOKEN: z
    .string()
    .min(1)
    .optional()
    .describe('What the command line shows to a server that asks: an API token, or one of the issuer.'),
} as const;

/** What no variable by itself has wrong. */
export function authenticationProblems(given: Readonly<Record<string, string | undefined>>): string[] {
  const { HOST, PHOTOFINISH_AUTH = 'none', PHOTOFINISH_JWT_JWKS_URL: keys } = given;
  const problems: string[] = [];
  if (PHOTOFINISH_AUTH === 'none' && HOST !== undefined && !isLoopback(HOST)) {
    problems.push(
      'HOST: other machines reach this address, and whoever reaches it may do everything. Set PHOTOFINISH_AUTH=tokens ' +
        'and make a token with `photofinish token create`, or set PHOTOFINISH_AUTH=jwt, or HOST=127.0.0.1.',
    );
  }
  if (PHOTOFINISH_AUTH === 'jwt') {
    const needed = ['PHOTOFINISH_JWT_ISSUER', 'PHOTOFINISH_JWT_AUDIENCE', 'PHOTOFINISH_JWT_JWKS_URL'];
    const missing = needed.filter((name) => given[name] === undefined);
    problems.push(...missing.map((name) => `${name}: PHOTOFINISH_AUTH=jwt needs it.`));
  }
  if (keys?.startsWith('http:') && URL.canParse(keys) && !isLoopback(new URL(keys).hostname)) {
    problems.push('PHOTOFINISH_JWT_JWKS_URL: keys that come without https can be exchanged on their way.');
  }
  return problems;
}

/** Of values that have no problem. */
export function readAuthentication(values: {
  readonly PHOTOFINISH_AUTH: AuthConfiguration['kind'];
  readonly PHOTOFINISH_JWT_ISSUER?: string | undefined;
  readonly PHOTOFINISH_JWT_AUDIENCE?: string | undefined;
  readonly PHOTOFINISH_JWT_JWKS_URL?: string | undefined;
}): AuthConfiguration {
  if (values.PHOTOFINISH_AUTH !== 'jwt') return { kind: values.PHOTOFINISH_AUTH };
  return {
    kind: 'jwt',
    issuer: values.PHOTOFINISH_JWT_ISSUER ?? '',
    audience: values.PHOTOFINISH_JWT_AUDIENCE ?? '',
    jwksUrl: values.PHOTOFINISH_JWT_JWKS_URL ?? '',
  };
}
