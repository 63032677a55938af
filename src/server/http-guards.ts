/** What every HTTP request passes before the API, and how those that do not pass are answered. */
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { ownerOf } from '../auth/principal';
import { PhotofinishError, type ErrorCode } from '../errors';
import type { AddressReader } from './caller-address';
import { isCalledLocally } from './local-names';
import { principalOf, wantsLandingPage } from './principal-of-request';
import { MINUTE_MILLISECONDS } from './traffic';

/** Answers are JSON: a browser that is made to show one must find nothing to run in it. */
const forJson = helmet({
  contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
});
/** Apollo's page carries a policy of its own, with a nonce for each answer, and opens windows to sign in. */
const forLandingPage = helmet({
  contentSecurityPolicy: false,
  crossOriginOpenerPolicy: { policy: 'same-origin-allow-popups' },
});

export function securityHeaders(hasLandingPage: boolean): RequestHandler {
  return (request, response, next) => {
    const headers = hasLandingPage && wantsLandingPage(request) ? forLandingPage : forJson;
    headers(request, response, next);
  };
}

/** Of each address, whatever it asks for: also what is refused afterwards. */
export function addressLimit(requestsPerMinute: number, addressOf: AddressReader): RequestHandler {
  return limited(requestsPerMinute, addressOf);
}

/** Of each caller, from wherever they ask. */
export function callerLimit(requestsPerMinute: number, callerOf: CallerReader): RequestHandler {
  return limited(requestsPerMinute, callerOf);
}

/** After authentication: what stands for whoever asks. */
export type CallerReader = (request: Request, response: Response) => string;

/** Where nobody was asked, their address. */
export function callerReader(addressOf: AddressReader): CallerReader {
  return (request, response) => {
    const principal = principalOf(response);
    return (principal && ownerOf(principal)) ?? addressOf(request);
  };
}

function limited(limit: number, keyGenerator: CallerReader): RequestHandler {
  return rateLimit({
    windowMs: MINUTE_MILLISECONDS,
    limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Addresses are read by `addressReader`, which knows whom to believe.
    validate: { xForwardedForHeader: false, forwardedHeader: false, trustProxy: false },
    keyGenerator,
    handler: (_request, _response, next) => next(tooMany(limit)),
  });
}

function tooMany(limit: number): PhotofinishError {
  return new PhotofinishError('RATE_LIMITED', 'These are too many requests.', {
    advice: `Send at most ${limit} a minute; wait a moment, or subscribe instead of asking again and again.`,
  });
}

/** Refuses names that are not this machine's. */
export const localNamesOnly: RequestHandler = (request, _response, next) => {
  if (isCalledLocally(request)) return next();
  throw new PhotofinishError('FORBIDDEN', 'This server does not go by this name.', {
    advice: 'Call it 127.0.0.1 or localhost. For others it must ask who they are: set PHOTOFINISH_AUTH.',
  });
};

const STATUSES: Partial<Record<ErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  TOO_COMPLEX: 413,
  RATE_LIMITED: 429,
};

/** What the guards throw, as GraphQL says errors. */
export const refused: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  const status = error instanceof PhotofinishError ? STATUSES[error.code] : undefined;
  if (!(error instanceof PhotofinishError) || status === undefined) return next(error);
  const { message, code, field, advice } = error;
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  response
    .status(status)
    .json({ errors: [{ message, extensions: { code, ...(field !== null && { field }), advice } }] });
};
