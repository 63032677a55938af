/** A served API over a test database: everything real but the measuring. Races stay QUEUED. */
import { createClient, type Client } from 'graphql-ws';
import type { DataSource } from 'typeorm';
import WebSocket from 'ws';
import { ApiTokens } from '../../src/auth/api-tokens';
import { Authenticator } from '../../src/auth/authenticator';
import type { JwtVerifier } from '../../src/auth/json-web-token';
import type { Configuration } from '../../src/config';
import { Health } from '../../src/observing/health';
import { createLogger } from '../../src/observing/logger';
import { Metrics } from '../../src/observing/metrics';
import { Operations } from '../../src/observing/operation';
import type { ApiServices } from '../../src/resolvers/services';
import { startServer, type ServerConfiguration } from '../../src/server/server';
import type { Traffic } from '../../src/server/traffic';
import { createServices, type Stock, type TestServices } from './services';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers of every shape; a wrong guess fails the test
export type Anything = any;

export interface GraphQLAnswer {
  readonly data?: Anything;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly unknown[];
    readonly locations?: readonly unknown[];
    readonly extensions: { readonly code: string; readonly field?: string; readonly advice?: string };
  }[];
}

export interface TestApi {
  readonly url: string;
  readonly services: TestServices;
  readonly health: Health;
  /** What the server logged, parsed. */
  readonly log: Anything[];
  post(query: string, variables?: object, token?: string): Promise<{ status: number; answer: GraphQLAnswer }>;
  /** The same over WebSocket; rejects with the closing of the connection. */
  send(query: string, variables?: object, token?: string): Promise<GraphQLAnswer>;
  webSocket(options?: { origin?: string; token?: string | undefined }): Client;
  stop(): Promise<void>;
}

export const QUIET: ServerConfiguration = {
  host: '127.0.0.1',
  port: 0,
  corsOrigins: ['https://allowed.example'],
  introspection: true,
  requestsPerMinute: 6000,
  webSockets: 1000,
  webSocketsPerAddress: 200,
  callerShare: 0.5,
  trustedProxies: [],
  persistedQueryFiles: [],
};

export async function startApi(
  database: DataSource,
  changes: {
    configuration?: Partial<typeof QUIET & Pick<Configuration, 'logLevel' | 'metrics'>>;
    services?: Partial<ApiServices>;
    /** Whether callers must say who they are. */
    asks?: boolean;
    verifyJwt?: JwtVerifier;
    traffic?: Partial<Traffic>;
    stock?: Stock;
  } = {},
): Promise<TestApi> {
  const log: Anything[] = [];
  const { logLevel = 'info', metrics: scraped = true, ...settings } = changes.configuration ?? {};
  const destination = { write: (line: string) => void log.push(JSON.parse(line)) };
  const logger = createLogger({ logLevel, databaseUrl: null, redisUrl: null }, destination);
  const metrics = new Metrics(database);
  const services = { ...createServices(database, logger, metrics, changes.stock), ...changes.services };
  const health = new Health({ database, logger });
  const authenticator = new Authenticator({
    asks: changes.asks ? 'everybody' : 'nobody',
    tokens: new ApiTokens(database),
    verifyJwt: changes.verifyJwt ?? null,
  });
  const { traffic } = changes;
  const server = await startServer({
    ...{ authenticator, services, health, logger },
    configuration: { ...QUIET, ...settings },
    operations: new Operations({ logger, metrics }),
    metrics: scraped ? metrics.registry : null,
    refusals: metrics,
    ...(traffic && { traffic }),
  });
  const clients: Client[] = [];
  const webSocket = ({ origin, token }: { origin?: string; token?: string | undefined } = {}) => {
    class WithOrigin extends WebSocket {
      constructor(url: string, protocols: string) {
        super(url, protocols, origin === undefined ? {} : { origin });
      }
    }
    const client = createClient({
      url: server.url.replace('http', 'ws'),
      webSocketImpl: WithOrigin,
      retryAttempts: 0,
      ...(token !== undefined && { connectionParams: { authorization: `Bearer ${token}` } }),
    });
    clients.push(client);
    return client;
  };
  return {
    url: server.url,
    services,
    health,
    log,
    webSocket,
    post: async (query, variables, token) => {
      const response = await fetch(server.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({ query, variables }),
      });
      return { status: response.status, answer: (await response.json()) as GraphQLAnswer };
    },
    send: (query, variables, token) => sendOver(webSocket({ token }), query, variables),
    stop: async () => {
      for (const client of clients) await client.dispose();
      await server.stop();
    },
  };
}

/** The first answer; an `error` message of the protocol counts as one. */
function sendOver(client: Client, query: string, variables: object = {}): Promise<GraphQLAnswer> {
  return new Promise((resolve, reject) => {
    let answer: GraphQLAnswer | undefined;
    client.subscribe(
      { query, variables: variables as Record<string, unknown> },
      {
        next: (value) => void (answer ??= value as GraphQLAnswer),
        error: (error) => (Array.isArray(error) ? resolve({ errors: error }) : reject(error as Error)),
        complete: () => (answer ? resolve(answer) : reject(new Error('Completed without an answer'))),
      },
    );
  });
}
