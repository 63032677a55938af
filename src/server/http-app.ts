/** The HTTP side of the server: the API at one path, and an answer in JSON whatever comes in. */
import { expressMiddleware } from '@as-integrations/express5';
import type { ApolloServer } from '@apollo/server';
import cors from 'cors';
import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { ApiContext } from '../resolvers/context';
import type { Health } from '../observing/health';
import type { Arrival, Operation, Operations } from '../observing/operation';
import { currentRequestId, requestIdFrom } from '../observing/request-scope';
import { healthRouter } from './health-router';
import { LIMITS } from './limits';
import { metricsRouter } from './metrics-router';
import { withRequestIds } from './request-id';

export const API_PATH = '/graphql';

export interface HttpAppOptions {
  readonly apollo: ApolloServer<ApiContext>;
  readonly createContext: (operation: Operation) => ApiContext;
  readonly corsOrigins: readonly string[];
  readonly health: Pick<Health, 'lacks'>;
  readonly operations: Pick<Operations, 'begin'>;
  /** Null: there are none to scrape. */
  readonly metrics: Registry | null;
  readonly logger: Logger;
}

/** `apollo` must have been started. */
export function createHttpApp(options: HttpAppOptions): Express {
  const { apollo, createContext, corsOrigins, health, operations, metrics, logger } = options;
  const app = express();
  app.disable('x-powered-by');
  app.use(withRequestIds);
  app.use(healthRouter(health));
  if (metrics) app.use(metricsRouter(metrics));
  app.get('/', (_request, response) => response.redirect(API_PATH));
  app.use(
    API_PATH,
    cors({ origin: [...corsOrigins], methods: ['GET', 'POST'] }),
    express.json({ limit: LIMITS.httpBodyBytes }),
    expressMiddleware(apollo, { context: async ({ req }) => createContext(operations.begin(arrivalOf(req))) }),
  );
  app.use(nothingHere);
  app.use(badRequest(logger));
  return app;
}

const textOf = (header: string | string[] | undefined) => (typeof header === 'string' ? header : null);

function arrivalOf({ headers }: Request): Arrival {
  const requestId = currentRequestId() ?? requestIdFrom(undefined);
  return { transport: 'http', requestId, traceParent: textOf(headers['traceparent']) };
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
