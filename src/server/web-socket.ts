/** GraphQL over WebSocket, which passes by everything that Apollo checks: the same checks are made here. */
import type { IncomingMessage, Server } from 'node:http';
import { GraphQLError, execute, parse, specifiedRules, validate, getOperationAST, type DocumentNode } from 'graphql';
import type { ExecutionArgs, FormattedExecutionResult, GraphQLSchema, ValidationRule } from 'graphql';
import { handleProtocols, makeServer, MessageType, type ExecutionResult, type SubscribePayload } from 'graphql-ws';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import { badInput, PhotofinishError } from '../errors';
import type { Authenticator } from '../auth/authenticator';
import type { Principal } from '../auth/principal';
import type { ApiContext } from '../resolvers/context';
import type { Arrival, Operation, Operations } from '../observing/operation';
import { withRequestId } from '../observing/request-scope';
import { codesOf, type ErrorFormatter } from './format-error';
import { API_PATH } from './http-app';
import { LIMITS } from './limits';
import type { AddressReader } from './caller-address';
import type { CostOptions } from './cost-guards';
import { REQUEST_ID_HEADER } from './request-id';
import { isCalledLocally } from './local-names';
import type { PersistedQueries } from './persisted-queries';
import type { Traffic } from './traffic';
import { requireBounded } from './operation-size';
import { tooComplex } from './too-complex';
import { KnownDocuments } from './known-documents';
import { SharedSubscriptions, type Send, type SubscribeArgs } from './shared-subscription';
import { WebSocketRequests } from './web-socket-requests';
import { serveConnection, type Opened } from './web-socket-connection';
import { WebSocketCallers, type Caller, type CallerContext } from './web-socket-callers';

export interface WebSocketOptions {
  readonly httpServer: Server;
  readonly schema: GraphQLSchema;
  readonly rules: readonly ValidationRule[];
  readonly formatError: ErrorFormatter;
  readonly authenticator: Authenticator;
  readonly createContext: (principal: Principal, operation: Operation) => ApiContext;
  readonly operations: Pick<Operations, 'begin'>;
  readonly corsOrigins: readonly string[];
  readonly addressOf: AddressReader;
  /** Null: every query is answered. */
  readonly persistedQueries: PersistedQueries | null;
  readonly traffic: Traffic;
  readonly cost: Omit<CostOptions, 'addressOf'>;
  readonly logger: Pick<Logger, 'debug' | 'error'>;
}

type Preparing = WebSocketOptions & { readonly documents: KnownDocuments };

/** How long a client may take to answer that it is being closed; it is not heard meanwhile. */
const CLOSE_MILLISECONDS = 1000;
const GOING_AWAY = 1001;

/** Serves at once; ends every subscription and connection with `stop()`. */
export function serveWebSocket(options: WebSocketOptions): { stop(): Promise<void> } {
  const { httpServer, traffic, cost, addressOf, logger } = options;
  const { unreadBytes } = traffic;
  const callers = new WebSocketCallers(options);
  const requests = new WebSocketRequests();
  const sockets: WebSocketServer = new WebSocketServer({
    server: httpServer,
    path: API_PATH,
    maxPayload: LIMITS.webSocketMessageBytes,
    // Its types do not know this one yet.
    ...{ closeTimeout: CLOSE_MILLISECONDS },
    handleProtocols,
    verifyClient: ({ req }, decide) => {
      if (!isAllowed(req, options)) return decide(false, 401);
      void callers
        .refusal(req, () => sockets.clients.size)
        .then((refusal) => {
          // The connection is made at once.
          cost.shares.worksFor(addressOf(req));
          decide(refusal === null, refusal?.status, refusal?.reason);
        });
    },
  });
  const server = protocolOf(callers, requests, { ...options, documents: new KnownDocuments() });
  sockets.on('connection', (socket, request) =>
    serveConnection(socket, request, {
      server,
      unreadBytes,
      heard: (sender) => callers.heard(sender),
      logger,
    }),
  );
  callers.watch(sockets);
  return {
    stop: async () => {
      callers.stop();
      const impatience = setTimeout(() => sockets.clients.forEach((client) => client.terminate()), CLOSE_MILLISECONDS);
      sockets.clients.forEach((client) => client.close(GOING_AWAY, 'Going away'));
      await new Promise((resolve) => sockets.close(resolve));
      clearTimeout(impatience);
    },
  };
}

/** What becomes of a client's messages. */
function protocolOf(callers: WebSocketCallers, requests: WebSocketRequests, options: Preparing) {
  const { formatError } = options;
  const subscriptions = new SharedSubscriptions();
  return makeServer<Record<string, unknown>, Opened & Partial<Caller>>({
    connectionInitWaitTimeout: LIMITS.connectionInitMilliseconds,
    onConnect: (context) => callers.admit(context),
    onClose: (context) => callers.left(context),
    onSubscribe: async (context, id, payload) => {
      const { work, refusal: costly, begins } = callers.begin(context);
      const told = { goesOn: () => work.goesOn(), whenOver: () => work.end(!costly) };
      const operation = begun(context, id, payload, requests, told, options);
      const counted = () => callers.countOperation(context, id, begins);
      const prepared = costly ? [refusal(costly)] : await admitted(context, payload, operation, counted, options);
      if (!Array.isArray(prepared)) return { ...prepared, send: nextSender(context, id) } satisfies SubscribeArgs;
      operation.end('unknown', prepared);
      return prepared;
    },
    execute: (args) => withinRequest(args, () => execute(args)),
    subscribe: (args) => withinRequest(args, () => subscriptions.subscribe(args)),
    onOperation: (_context, _id, _payload, args, result) => {
      if (Symbol.asyncIterator in result) contextOf(args).operation.end('subscription', []);
    },
    onNext: (context, id, _payload, args, result) => {
      const answer = result.errors && requests.within(context, id, () => formatted(result, formatError));
      contextOf(args).operation.end(kindOf(args), codesOf(answer?.errors));
      return answer;
    },
    onError: (context, id, _payload, errors) => requests.within(context, id, () => errors.map(formatError)),
    onComplete: (context, id) => requests.end(context, id),
  });
}

/** Messages of type `next`, as graphql-ws writes them, around JSON that many share. */
function nextSender({ extra }: CallerContext, id: string): Send {
  const beginning = `{"id":${JSON.stringify(id)},"type":"${MessageType.Next}","payload":`;
  return (json) => extra.send(`${beginning}${json}}`);
}

function begun(
  context: CallerContext,
  id: string,
  payload: SubscribePayload,
  requests: WebSocketRequests,
  told: Pick<Arrival, 'goesOn' | 'whenOver'>,
  { operations }: Pick<WebSocketOptions, 'operations'>,
): Operation {
  const { headers } = context.extra.request;
  const requestId = requests.begin(context, id, headers[REQUEST_ID_HEADER]);
  const traceParent = traceParentOf(payload) ?? traceParentOf({ extensions: headers });
  return operations.begin({ transport: 'websocket', requestId, traceParent, ...told });
}

async function admitted(
  context: CallerContext,
  payload: SubscribePayload,
  operation: Operation,
  counted: () => Promise<void>,
  options: Preparing,
): Promise<ExecutionArgs | GraphQLError[]> {
  const { principal } = context.extra;
  if (!principal) throw new Error('Operations come after the acknowledgement');
  if (Object.keys(context.subscriptions).length > LIMITS.operationsPerConnection) return [refusal(tooManyOperations())];
  try {
    await counted();
    const query = options.persistedQueries?.require(payload) ?? payload.query;
    requireBounded({ ...payload, query });
    return prepare({ ...payload, query }, options.createContext(principal, operation), options);
  } catch (error) {
    if (error instanceof PhotofinishError) return [refusal(error)];
    throw error;
  }
}

/** Parsed and validated, or what is wrong with it. */
function prepare(
  payload: SubscribePayload,
  contextValue: ApiContext,
  options: Preparing,
): ExecutionArgs | GraphQLError[] {
  try {
    const document = readDocument(payload.query, options);
    if (Array.isArray(document)) return document;
    if (!getOperationAST(document, payload.operationName)) return [refusal(noOperation())];
    return {
      schema: options.schema,
      document,
      operationName: payload.operationName ?? null,
      variableValues: payload.variables ?? null,
      options: { maxCoercionErrors: LIMITS.variableFaults },
      contextValue,
    };
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

/** The same for the same text, as long as it is known. Throws where it cannot be parsed. */
function readDocument(text: string, { schema, rules, documents }: Preparing): DocumentNode | GraphQLError[] {
  const known = documents.find(text);
  if (known) return known;
  const document = parse(text, { maxTokens: LIMITS.tokens });
  const errors = validate(schema, document, [...specifiedRules, ...rules], { maxErrors: LIMITS.validationErrors });
  if (errors.length > 0) return [...errors];
  documents.keep(text, document);
  return document;
}

const contextOf = ({ contextValue }: ExecutionArgs) => contextValue as ApiContext;

const kindOf = ({ document, operationName }: ExecutionArgs) =>
  getOperationAST(document, operationName)?.operation ?? 'unknown';

function withinRequest<T>(args: ExecutionArgs, work: () => T): T {
  const { requestId, goesOn } = contextOf(args).operation;
  return withRequestId(requestId, work, goesOn);
}

/** Browsers cannot give a WebSocket headers: then it stands among the extensions of an operation. */
function traceParentOf({ extensions }: Pick<SubscribePayload, 'extensions'>): string | null {
  const traceParent = extensions?.['traceparent'];
  return typeof traceParent === 'string' ? traceParent : null;
}

/** One that has errors. */
function formatted({ errors, data }: ExecutionResult, formatError: ErrorFormatter): FormattedExecutionResult {
  return { ...(data !== undefined && { data }), errors: errors?.map(formatError) ?? [] };
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
function isAllowed(request: IncomingMessage, { corsOrigins, authenticator }: WebSocketOptions): boolean {
  if (!authenticator.asks && !isCalledLocally(request)) return false;
  const { origin, host } = request.headers;
  if (origin === undefined || corsOrigins.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
