/** One HTTP server for the API: GraphQL over HTTP and over WebSocket, on the same port and path. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Authenticator } from '../auth/authenticator';
import type { Principal } from '../auth/principal';
import type { Configuration } from '../config';
import { isLoopback } from '../loopback';
import { buildApiSchema } from '../resolvers/build-schema';
import { createContext } from '../resolvers/context';
import type { Registry } from 'prom-client';
import type { Health } from '../observing/health';
import type { Operation, Operations, Transport } from '../observing/operation';
import type { ApiServices } from '../resolvers/services';
import { createApollo } from './apollo';
import { errorFormatter } from './format-error';
import { API_PATH, createHttpApp } from './http-app';
import { addressReader } from './caller-address';
import { chargeBrokenConnections } from './cost-guards';
import { FairShare } from './fair-share';
import { readPersistedQueries } from './persisted-queries';
import { listen, ListenError } from './listen';
import { trafficOf, type Traffic } from './traffic';
import { validationRules } from './validation-rules';
import { serveWebSocket } from './web-socket';

export type ServerConfiguration = Pick<
  Configuration,
  | ('host' | 'port' | 'corsOrigins' | 'introspection' | 'trustedProxies' | 'persistedQueryFiles')
  | ('requestsPerMinute' | 'webSockets' | 'webSocketsPerAddress' | 'callerShare')
>;

export interface ServerOptions {
  readonly configuration: ServerConfiguration;
  readonly authenticator: Authenticator;
  readonly services: ApiServices;
  readonly health: Pick<Health, 'lacks'>;
  readonly operations: Pick<Operations, 'begin'>;
  /** Null: there are none to scrape. */
  readonly metrics: Registry | null;
  /** Absent: nobody counts them. */
  readonly refusals?: { refusedForCost(transport: Transport): void };
  readonly logger: Logger;
  /** For tests. */
  readonly traffic?: Partial<Traffic>;
}

export interface RunningServer {
  /** Of the API, such as http://127.0.0.1:4000/graphql. */
  readonly url: string;
  /** Ends subscriptions, lets requests under way finish for a moment, closes. */
  stop(): Promise<void>;
}

/** How long requests under way may take once the server is told to stop. */
const DRAIN_MILLISECONDS = 2000;

/** Serving when the promise resolves. Throws `ListenError` where the port is taken, or where anybody could come in. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { configuration, authenticator, services, health, operations, metrics, refusals, logger } = options;
  const { host, port, corsOrigins, introspection } = configuration;
  requireGuarded(host, authenticator);
  const traffic = { ...trafficOf(configuration), ...options.traffic };
  const schema = buildApiSchema();
  const rules = validationRules({ introspection });
  const formatError = errorFormatter(schema, logger);
  const contextOf = (principal: Principal, operation: Operation) => createContext(services, principal, operation);
  const persistedQueries = readPersistedQueries(configuration.persistedQueryFiles);
  const addressOf = addressReader(configuration.trustedProxies);
  const shares = new FairShare({ share: traffic.callerShare });
  const costOn = (transport: Transport) => ({ shares, refusedForCost: () => refusals?.refusedForCost(transport) });
  const shared = {
    ...{ authenticator, createContext: contextOf, corsOrigins, addressOf, persistedQueries, traffic, logger },
    operations,
  };
  const apollo = createApollo({ schema, rules, formatError, introspection, logger });
  await apollo.start();
  const httpServer = createServer(
    createHttpApp({ ...shared, apollo, health, metrics, hasLandingPage: introspection, cost: costOn('http') }),
  );
  chargeBrokenConnections(httpServer, { shares, addressOf });
  httpServer.maxConnections = traffic.connections;
  try {
    await listen(httpServer, host, port);
  } catch (error) {
    await apollo.stop();
    throw error;
  }
  const webSocket = serveWebSocket({ ...shared, httpServer, schema, rules, formatError, cost: costOn('websocket') });
  return {
    url: urlOf(httpServer),
    stop: async () => {
      await webSocket.stop();
      await drain(httpServer);
      await apollo.stop();
    },
  };
}

/** `config.ts` says the same, with what to do, to whoever sets the variables. */
function requireGuarded(host: string, authenticator: Authenticator): void {
  if (authenticator.asks || isLoopback(host)) return;
  throw new ListenError(`Other machines reach ${host}: a server there must ask who they are. Set PHOTOFINISH_AUTH.`);
}

async function drain(httpServer: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => httpServer.close(() => resolve()));
  const impatience = setTimeout(() => httpServer.closeAllConnections(), DRAIN_MILLISECONDS);
  await closed;
  clearTimeout(impatience);
}

/** With an address that a client can use where the server listens on all of them. */
function urlOf(httpServer: Server): string {
  const { address, port, family } = httpServer.address() as AddressInfo;
  const reachable = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address;
  return `http://${family === 'IPv6' && reachable === address ? `[${address}]` : reachable}:${port}${API_PATH}`;
}
