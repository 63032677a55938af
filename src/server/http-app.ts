/** The HTTP side of the server: the API at one path, and an answer in JSON whatever comes in. */
import { expressMiddleware } from '@as-integrations/express5';
import type { ApolloServer } from '@apollo/server';
import cors from 'cors';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { ApiContext } from '../resolvers/context';
import { LIMITS } from './limits';

export const API_PATH = '/graphql';

export interface HttpAppOptions {
  readonly apollo: ApolloServer<ApiContext>;
  readonly createContext: () => ApiContext;
  readonly corsOrigins: readonly string[];
  readonly logger: Logger;
}

/** `apollo` must have been started. */
export function createHttpApp({ apollo, createContext, corsOrigins, logger }: HttpAppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.get('/', (_request, response) => response.redirect(API_PATH));
  app.use(
    API_PATH,
    cors({ origin: [...corsOrigins], methods: ['GET', 'POST'] }),
    express.json({ limit: LIMITS.httpBodyBytes }),
    expressMiddleware(apollo, { context: async () => createContext() }),
  );
  app.use(nothingHere);
  app.use(badRequest(logger));
  return app;
}

const errorBody = (message: string, code: string, advice: string) => ({
  errors: [{ message, extensions: { code, advice } }],
});

const nothingHere: RequestHandler = (_request, response) => {
  response.status(404).json(errorBody('There is nothing here.', 'NOT_FOUND', `The API is at ${API_PATH}.`));
};

/** What `express.json` refuses, mostly. Four parameters tell Express that this handles errors. */
function badRequest(logger: Logger): ErrorRequestHandler {
  return (error: { status?: number; type?: string }, _request, response, _next) => {
    if (error.type === 'entity.too.large') {
      const advice = `Send at most ${LIMITS.httpBodyBytes} bytes.`;
      response.status(413).json(errorBody('The request is too large.', 'TOO_COMPLEX', advice));
      return;
    }
    if (error.status !== undefined && error.status >= 400 && error.status < 500) {
      const advice = 'Send a JSON object with `query`, and `variables` where it has any.';
      response.status(error.status).json(errorBody('The request cannot be read.', 'BAD_USER_INPUT', advice));
      return;
    }
    logger.error({ err: error }, 'A request failed');
    const advice = 'Try again; if it stays so, look into the log of the server.';
    response.status(503).json(errorBody('Something went wrong on the server.', 'INTERNAL_SERVER_ERROR', advice));
  };
}
