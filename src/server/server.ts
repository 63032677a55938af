/** One HTTP server for the API: GraphQL over HTTP and over WebSocket, on the same port and path. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Configuration } from '../config';
import { buildApiSchema } from '../resolvers/build-schema';
import { createContext } from '../resolvers/context';
import type { Registry } from 'prom-client';
import type { Health } from '../observing/health';
import type { Operation, Operations } from '../observing/operation';
import type { ApiServices } from '../resolvers/services';
import { createApollo } from './apollo';
import { errorFormatter } from './format-error';
import { API_PATH, createHttpApp } from './http-app';
import { listen } from './listen';
import { validationRules } from './validation-rules';
import { serveWebSocket } from './web-socket';

export interface ServerOptions {
  readonly configuration: Pick<Configuration, 'host' | 'port' | 'corsOrigins' | 'introspection'>;
  readonly services: ApiServices;
  readonly health: Pick<Health, 'lacks'>;
  readonly operations: Pick<Operations, 'begin'>;
  /** Null: there are none to scrape. */
  readonly metrics: Registry | null;
  readonly logger: Logger;
}

export interface RunningServer {
  /** Of the API, such as http://127.0.0.1:4000/graphql. */
  readonly url: string;
  /** Ends subscriptions, lets requests under way finish for a moment, closes. */
  stop(): Promise<void>;
}

/** How long requests under way may take once the server is told to stop. */
const DRAIN_MILLISECONDS = 2000;

/** Serving when the promise resolves. Throws `ListenError` where the port is taken. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { configuration, services, health, operations, metrics, logger } = options;
  const { host, port, corsOrigins, introspection } = configuration;
  const schema = buildApiSchema();
  const rules = validationRules({ introspection });
  const formatError = errorFormatter(schema, logger);
  const contextOf = (operation: Operation) => createContext(services, operation);
  const apollo = createApollo({ schema, rules, formatError, introspection, logger });
  await apollo.start();
  const common = { createContext: contextOf, corsOrigins, operations, logger };
  const httpServer = createServer(createHttpApp({ apollo, health, metrics, ...common }));
  try {
    await listen(httpServer, host, port);
  } catch (error) {
    await apollo.stop();
    throw error;
  }
  const webSocket = serveWebSocket({ httpServer, schema, rules, formatError, ...common });
  return {
    url: urlOf(httpServer),
    stop: async () => {
      await webSocket.stop();
      await drain(httpServer);
      await apollo.stop();
    },
  };
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
