/** The HTTP side of the server: the API at one path, and an answer in JSON whatever comes in. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { expressMiddleware } from '@as-integrations/express5';
import type { ApolloServer } from '@apollo/server';
import cors from 'cors';
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { ApiContext } from '../resolvers/context';
import type { Health } from '../observing/health';
import type { Arrival, Operation, Operations } from '../observing/operation';
import { currentRequestId, requestIdFrom } from '../observing/request-scope';
import { healthRouter } from './health-router';
import { LIMITS } from './limits';
import { METRICS_PATH, metricsRouter } from './metrics-router';
import { withRequestIds } from './request-id';
import type { Authenticator } from '../auth/authenticator';
import type { Principal } from '../auth/principal';
import type { AddressReader } from './caller-address';
import { RequestCost, workOf, type CostOptions } from './cost-guards';
import { addressLimit, callerLimit, callerReader, localNamesOnly, refused, securityHeaders } from './http-guards';
import { boundedOnly } from './operation-size';
import { listedOnly, type PersistedQueries } from './persisted-queries';
import { authentication, principalOf } from './principal-of-request';
import { REPORTS_PATH, reportPages } from './report-pages';
import type { Traffic } from './traffic';

export const API_PATH = '/graphql';

export interface HttpAppOptions {
  readonly apollo: ApolloServer<ApiContext>;
  readonly authenticator: Authenticator;
  readonly createContext: (principal: Principal, operation: Operation) => ApiContext;
  readonly corsOrigins: readonly string[];
  readonly hasLandingPage: boolean;
  readonly addressOf: AddressReader;
  /** Null: every query is answered. */
  readonly persistedQueries: PersistedQueries | null;
  readonly traffic: Traffic;
  readonly cost: Omit<CostOptions, 'addressOf'>;
  readonly health: Pick<Health, 'lacks'>;
  readonly operations: Pick<Operations, 'begin'>;
  /** Null: there are none to scrape. */
  readonly metrics: Registry | null;
  readonly logger: Logger;
}

/** `apollo` must have been started. */
export function createHttpApp(options: HttpAppOptions): Express {
  const { apollo, authenticator, createContext, corsOrigins, hasLandingPage, addressOf, traffic, logger } = options;
  const { health, operations, metrics } = options;
  const cost = new RequestCost({ ...options.cost, addressOf });
  const callerOf = callerReader(addressOf);
  const app = express();
  app.disable('x-powered-by');
  app.use(withRequestIds);
  // Whoever watches the process asks often, from anywhere, and learns nothing of what is in it.
  app.use(healthRouter(health));
  app.use(securityHeaders(hasLandingPage), addressLimit(traffic.requestsPerMinute, addressOf), cost.ofArrival);
  if (!authenticator.asks) app.use(localNamesOnly);
  if (metrics) app.use(METRICS_PATH, authentication(authenticator, false), metricsRouter(metrics));
  app.get('/', (_request, response) => response.redirect(API_PATH));
  const contextOf = (request: Request, response: Response) =>
    createContext(requirePrincipal(principalOf(response)), operations.begin(arrivalOf(request, response)));
  app.use(
    REPORTS_PATH,
    authentication(authenticator, false),
    callerLimit(traffic.requestsPerMinute, callerOf),
    cost.ofCaller(callerOf),
    cost.ofTurn(callerOf),
    reportPages({ apollo, contextOf, notFound: nothingHere }),
  );
  app.use(
    API_PATH,
    cors({ origin: [...corsOrigins], methods: ['GET', 'POST'] }),
    authentication(authenticator, hasLandingPage),
    callerLimit(traffic.requestsPerMinute, callerOf),
    cost.ofCaller(callerOf),
    express.json({ limit: LIMITS.httpBodyBytes, verify: goesOn }),
    cost.ofTurn(callerOf),
    boundedOnly,
    ...(options.persistedQueries ? [listedOnly(options.persistedQueries)] : []),
    neverKept,
    expressMiddleware(apollo, {
      context: async ({ req, res }) => contextOf(req, res),
    }),
  );
  app.use(nothingHere);
  app.use(refused);
  app.use(badRequest(logger));
  return app;
}

/** Before a body is parsed, which was waited for. */
const goesOn = (_request: IncomingMessage, response: ServerResponse) => workOf(response as Response)?.goesOn();

/** No answer may be given to anybody else, or later. */
const neverKept: RequestHandler = (_request, response, next) => {
  response.set('cache-control', 'no-store');
  next();
};

const textOf = (header: string | string[] | undefined) => (typeof header === 'string' ? header : null);

function arrivalOf({ headers }: Request, response: Response): Arrival {
  const requestId = currentRequestId() ?? requestIdFrom(undefined);
  const traceParent = textOf(headers['traceparent']);
  // What is left is to write the answer.
  return { transport: 'http', requestId, traceParent, whenOver: () => workOf(response)?.goesOn() };
}

/** Whatever is answered by the API has passed `authentication`. */
function requirePrincipal(principal: Principal | undefined): Principal {
  if (principal) return principal;
  throw new Error('Nobody was asked who this is');
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
