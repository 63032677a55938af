/** A served API over a test database: everything real but the measuring. Races stay QUEUED. */
import { randomUUID } from 'node:crypto';
import * as os from 'node:os';
import * as path from 'node:path';
import { createClient, type Client } from 'graphql-ws';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import WebSocket from 'ws';
import { ApiTokens } from '../../src/auth/api-tokens';
import { Authenticator } from '../../src/auth/authenticator';
import type { JwtVerifier } from '../../src/auth/json-web-token';
import type { Configuration } from '../../src/config';
import type { EngineAdapter, Launch } from '../../src/engines/engine';
import { EngineCatalog } from '../../src/engines/engine-catalog';
import type { WorkerSession } from '../../src/engines/worker-session';
import { PostHocAnalyst } from '../../src/racing/post-hoc';
import { HardwareRegistry } from '../../src/hardware/hardware-registry';
import { EnergyCounters } from '../../src/hardware/energy-counters';
import { Health } from '../../src/observing/health';
import { createLogger } from '../../src/observing/logger';
import { Metrics } from '../../src/observing/metrics';
import { Operations } from '../../src/observing/operation';
import { RaceEvents, type FollowObserver } from '../../src/racing/race-events';
import { MeasuringPlaces } from '../../src/racing/measuring-place';
import { RaceDesk } from '../../src/racing/race-desk';
import { WaitingReasons } from '../../src/racing/waiting';
import { LocalBus } from '../../src/fleet/bus';
import { MeasuringHosts } from '../../src/fleet/measuring-hosts';
import { RaceReader } from '../../src/racing/race-reader';
import { RaceStore } from '../../src/racing/race-store';
import { RaceService } from '../../src/racing/race.service';
import { SweepReader } from '../../src/racing/sweep-reader';
import { SweepService } from '../../src/racing/sweep.service';
import type { ApiServices } from '../../src/resolvers/services';
import { startServer, type ServerConfiguration } from '../../src/server/server';
import type { Traffic } from '../../src/server/traffic';

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
  readonly services: ApiServices & { readonly store: RaceStore };
  readonly health: Health;
  /** What the server logged, parsed. */
  readonly log: Anything[];
  post(query: string, variables?: object, token?: string): Promise<{ status: number; answer: GraphQLAnswer }>;
  /** The same over WebSocket; rejects with the closing of the connection. */
  send(query: string, variables?: object, token?: string): Promise<GraphQLAnswer>;
  webSocket(options?: { origin?: string; token?: string | undefined }): Client;
  stop(): Promise<void>;
}

const launch: Launch = { kind: 'launch', command: 'none', args: [], environment: {}, runtimeKey: '1' };

export const ADAPTERS: readonly EngineAdapter[] = [
  {
    id: 'alpha',
    name: 'Alpha',
    variants: [
      { id: 'plain', description: 'As it is.', default: true },
      { id: 'fast', description: 'Faster.', default: false },
    ],
    tasks: ['INFERENCE', 'TRAINING'],
    precisions: ['FLOAT32'],
    hidden: false,
    locate: () => launch,
  },
  {
    id: 'beta',
    name: 'Beta',
    variants: [{ id: 'only', description: 'The only one.', default: true }],
    tasks: ['INFERENCE'],
    precisions: ['FLOAT32'],
    hidden: false,
    locate: () => ({ kind: 'not-installed', reason: 'Beta is not installed: run `npm run quickstart`.' }),
  },
];

/** Answers the probe as a worker would. */
const session = {
  hello: async () => ({
    engineVersion: '1.2.3',
    runtime: 'Node.js 20.20.2',
    devices: [{ id: 'cpu', kind: 'CPU', name: 'A processor', memoryBytes: null }],
    precisions: ['FLOAT32'],
  }),
  kill: async () => undefined,
} as unknown as WorkerSession;

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

export function createServices(
  database: DataSource,
  logger: Logger,
  observer: FollowObserver | null = null,
): TestApi['services'] {
  const catalog = new EngineCatalog({
    adapters: ADAPTERS,
    context: {
      packageRoot: '/nowhere',
      cacheDirectory: path.join(os.tmpdir(), `photofinish-${randomUUID()}`),
      pythonOverride: () => undefined,
    },
    spawn: () => session,
    showHidden: false,
  });
  const events = new RaceEvents(database, undefined, observer);
  const store = new RaceStore(database, events);
  const hosts = new MeasuringHosts(database, true);
  const bus = new LocalBus();
  const feed = { offer: async () => undefined };
  const desk = new RaceDesk({ database, store, feed, bus, logger });
  const self = async () => ({ labels: [], hardwareProfileId: 'hw_nowhere' });
  const places = new MeasuringPlaces({ database, hosts, self });
  // Nothing is measured here: any adapter that can be launched stands for the reference.
  const [referenceAdapter] = ADAPTERS;
  if (!referenceAdapter) throw new Error('There is no adapter');
  const energy = new EnergyCounters({ gpuReader: () => ({ missing: 'Not here.' }) });
  const races = new RaceService({
    ...{ database, store, desk, places, catalog, energy, referenceAdapter, logger },
    maximumQueuedRaces: 3,
  });
  const reader = new RaceReader(database);
  const hardware = new HardwareRegistry(database);
  const measureLimits = () => hardware.current();
  const tokens = new ApiTokens(database);
  const waiting = new WaitingReasons({ database, hosts });
  const postHoc = new PostHocAnalyst(database, reader);
  const sweeps = new SweepService({ database, store, races });
  const sweepReader = new SweepReader(database);
  return {
    ...{ races, sweeps, sweepReader, events, catalog, store, reader },
    ...{ hosts, waiting, postHoc, tokens, measureLimits },
  };
}

export async function startApi(
  database: DataSource,
  changes: {
    configuration?: Partial<typeof QUIET & Pick<Configuration, 'logLevel' | 'metrics'>>;
    services?: Partial<ApiServices>;
    /** Whether callers must say who they are. */
    asks?: boolean;
    verifyJwt?: JwtVerifier;
    traffic?: Partial<Traffic>;
  } = {},
): Promise<TestApi> {
  const log: Anything[] = [];
  const { logLevel = 'info', metrics: scraped = true, ...settings } = changes.configuration ?? {};
  const destination = { write: (line: string) => void log.push(JSON.parse(line)) };
  const logger = createLogger({ logLevel, databaseUrl: null, redisUrl: null }, destination);
  const metrics = new Metrics(database);
  const services = { ...createServices(database, logger, metrics), ...changes.services };
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
