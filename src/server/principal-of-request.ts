/** Authentication on HTTP, before a body is read. */
import type { Request, RequestHandler, Response } from 'express';
import type { Authenticator } from '../auth/authenticator';
import type { Principal } from '../auth/principal';

/** Refuses with UNAUTHENTICATED or FORBIDDEN. The landing page is no answer of the API: anybody may read it. */
export function authentication(authenticator: Authenticator, hasLandingPage: boolean): RequestHandler {
  return async (request, response, next) => {
    if (!(hasLandingPage && wantsLandingPage(request))) {
      response.locals['principal'] = await authenticator.authenticate(request.headers.authorization);
    }
    next();
  };
}

/** Undefined before authentication, and for the landing page. */
export function principalOf(response: Response): Principal | undefined {
  return response.locals['principal'] as Principal | undefined;
}

/** As Apollo decides it. Were it to disagree, there would be no principal, and so no answer. */
export function wantsLandingPage(request: Request): boolean {
  const types = ['application/json', 'application/graphql-response+json', 'multipart/mixed', 'text/html'];
  return request.method === 'GET' && request.accepts(types) === 'text/html';
}
