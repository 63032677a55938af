/** GraphQL over WebSocket, which passes by everything that Apollo checks: the same checks are made here. */
import type { IncomingMessage, Server } from 'node:http';
import { execute, GraphQLError, parse, specifiedRules, subscribe, validate, getOperationAST } from 'graphql';
import type { ExecutionArgs, FormattedExecutionResult, GraphQLSchema, ValidationRule } from 'graphql';
import type { ExecutionResult, SubscribePayload } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import { badInput, type PhotofinishError } from '../errors';
import type { Operation, Operations } from '../observing/operation';
import { withRequestId } from '../observing/request-scope';
import type { ApiContext } from '../resolvers/context';
import { codesOf, type ErrorFormatter } from './format-error';
import { API_PATH } from './http-app';
import { LIMITS } from './limits';
import { REQUEST_ID_HEADER } from './request-id';
import { tooComplex } from './validation-rules';
import { WebSocketRequests } from './web-socket-requests';

export interface WebSocketOptions {
  readonly httpServer: Server;
  readonly schema: GraphQLSchema;
  readonly rules: readonly ValidationRule[];
  readonly formatError: ErrorFormatter;
  readonly createContext: (operation: Operation) => ApiContext;
  readonly operations: Pick<Operations, 'begin'>;
  readonly corsOrigins: readonly string[];
  readonly logger: Pick<Logger, 'debug'>;
}

/** How long a client may take to answer that it is being closed. */
const CLOSE_MILLISECONDS = 1000;

/** Serves at once; ends every subscription and connection with `stop()`. */
export function serveWebSocket(options: WebSocketOptions): { stop(): Promise<void> } {
  const { httpServer, formatError, corsOrigins, operations, logger } = options;
  const requests = new WebSocketRequests();
  const sockets = new WebSocketServer({
    server: httpServer,
    path: API_PATH,
    maxPayload: LIMITS.webSocketMessageBytes,
    verifyClient: ({ req }: { req: IncomingMessage }) => isAllowedOrigin(req, corsOrigins),
  });
  const connections = useServer(
    {
      isProd: true,
      connectionInitWaitTimeout: LIMITS.connectionInitMilliseconds,
      onSubscribe: (context, id, payload) => {
        const { headers } = context.extra.request;
        const requestId = requests.begin(context, id, headers[REQUEST_ID_HEADER]);
        const traceParent = traceParentOf(payload) ?? traceParentOf({ extensions: headers });
        const operation = operations.begin({ transport: 'websocket', requestId, traceParent });
        const underWay = Object.keys(context.subscriptions).length;
        const tooMany = underWay > LIMITS.operationsPerConnection;
        const prepared = tooMany ? [refusal(tooManyOperations())] : prepare(payload, operation, options);
        if (Array.isArray(prepared)) operation.end('unknown', prepared);
        return prepared;
      },
      execute: (args) => withinRequest(args, () => execute(args)),
      subscribe: (args) => withinRequest(args, () => subscribe(args)),
      onOperation: (_context, _id, _payload, args, result) => {
        if (Symbol.asyncIterator in result) contextOf(args).operation.end('subscription', []);
      },
      onNext: (context, id, _payload, args, result) => {
        const answer = requests.within(context, id, () => formatted(result, formatError));
        contextOf(args).operation.end(kindOf(args), codesOf(answer?.errors));
        return answer;
      },
      onError: (context, id, _payload, errors) => requests.within(context, id, () => errors.map(formatError)),
      onComplete: (context, id) => requests.end(context, id),
    },
    sockets,
  );
  logBrokenConnections(sockets, logger);
  return {
    stop: async () => {
      const impatience = setTimeout(() => sockets.clients.forEach((client) => client.terminate()), CLOSE_MILLISECONDS);
      await connections.dispose();
      clearTimeout(impatience);
    },
  };
}

/** graphql-ws prints whatever goes wrong with a client's connection, such as a message that is too large. */
function logBrokenConnections(sockets: WebSocketServer, logger: Pick<Logger, 'debug'>): void {
  sockets.on('connection', (socket) => {
    socket.removeAllListeners('error');
    socket.on('error', (err) => logger.debug({ err }, 'A WebSocket connection broke'));
  });
}

/** Parsed and validated, or what is wrong with it. */
function prepare(
  payload: SubscribePayload,
  operation: Operation,
  options: WebSocketOptions,
): ExecutionArgs | GraphQLError[] {
  const { schema, rules, createContext } = options;
  try {
    const document = parse(payload.query, { maxTokens: LIMITS.tokens });
    const errors = validate(schema, document, [...specifiedRules, ...rules], { maxErrors: LIMITS.validationErrors });
    if (errors.length > 0) return [...errors];
    if (!getOperationAST(document, payload.operationName)) return [refusal(noOperation())];
    return {
      schema,
      document,
      operationName: payload.operationName ?? null,
      variableValues: payload.variables ?? null,
      contextValue: createContext(operation),
    };
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

const contextOf = ({ contextValue }: ExecutionArgs) => contextValue as ApiContext;

const kindOf = ({ document, operationName }: ExecutionArgs) =>
  getOperationAST(document, operationName)?.operation ?? 'unknown';

function withinRequest<T>(args: ExecutionArgs, work: () => T): T {
  return withRequestId(contextOf(args).operation.requestId, work);
}

/** Browsers cannot give a WebSocket headers: then it stands among the extensions of an operation. */
function traceParentOf({ extensions }: Pick<SubscribePayload, 'extensions'>): string | null {
  const traceParent = extensions?.['traceparent'];
  return typeof traceParent === 'string' ? traceParent : null;
}

/** Undefined leaves the result as it is. */
function formatted(
  { errors, data }: ExecutionResult,
  formatError: ErrorFormatter,
): FormattedExecutionResult | undefined {
  return errors && { ...(data !== undefined && { data }), errors: errors.map(formatError) };
}

const refusal = (originalError: PhotofinishError) => new GraphQLError(originalError.message, { originalError });

const tooManyOperations = () =>
  tooComplex(
    'There are too many operations under way on this connection.',
    `Keep at most ${LIMITS.operationsPerConnection} open; complete some first.`,
  );

const noOperation = () =>
  badInput(
    'operationName',
    'This operation is not in the query.',
    'Name one of the operations in the query as `operationName`.',
  );

/** Browsers let any page open a WebSocket anywhere, and only say where it comes from: CORS does not apply. */
function isAllowedOrigin({ headers }: IncomingMessage, corsOrigins: readonly string[]): boolean {
  const { origin, host } = headers;
  if (origin === undefined || corsOrigins.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
