/** A real server on a free port with a database of its own, and clients for both of its transports. */
import { mkdtempSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';
import { createApp, type App, type AppOptions } from '../../src/app';
import { loadConfiguration, type Configuration } from '../../src/config';
import { engineAdapters } from '../../src/engines/registry';
import { misbehaving } from '../fixtures/misbehaving-adapter';
import { RESULT, START, type RaceView } from './race-view';

export interface TestServer {
  readonly url: string;
  readonly configuration: Configuration;
  query<T>(document: string, variables?: Record<string, unknown>): Promise<{ data: T; errors?: ApiErrorView[] }>;
  /** Of one subscription, until it completes. */
  follow(raceId: string, after?: number): Promise<EventView[]>;
  readonly socket: Client;
  stop(): Promise<void>;
  /** Another server on the same database, after `stop`. */
  restart(): Promise<TestServer>;
}

export interface ApiErrorView {
  message: string;
  extensions: { code: string; field?: string; advice?: string };
}

export interface EventView {
  __typename: string;
  sequence: number;
  status?: string;
  phase?: string;
  round?: number;
  progress?: number;
  running?: { ratioToLeader: { value: number; low: number; high: number } | null }[];
}

const FOLLOW = /* GraphQL */ `
  subscription ($raceId: ID!, $after: SafeInt) {
    raceEvents(raceId: $raceId, after: $after) {
      __typename
      sequence
      ... on RaceStatusChanged {
        status
      }
      ... on RunPhaseChanged {
        phase
      }
      ... on RoundFinished {
        round
        progress
        running {
          ratioToLeader {
            value
            low
            high
          }
        }
      }
    }
  }
`;

/** The fake engine and the misbehaving ones beside the real ones; a lock of its own, so that tests need not wait for each other. */
export async function startServer(values: Partial<Configuration> = {}, options: AppOptions = {}): Promise<TestServer> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-e2e-'));
  const configuration: Configuration = {
    ...loadConfiguration(),
    host: '127.0.0.1',
    port: 0,
    databaseUrl: null,
    dataDirectory: folder,
    lockDirectory: folder,
    showFakeEngine: true,
    logLevel: 'silent',
    ...values,
  };
  return serve(configuration, { adapters: [...engineAdapters, misbehaving], ...options }, () =>
    rmSync(folder, { recursive: true, force: true }),
  );
}

async function serve(configuration: Configuration, options: AppOptions, cleanUp: () => void): Promise<TestServer> {
  const app: App = await createApp(configuration, options);
  const socket = createClient({ url: app.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
  const close = async () => {
    await socket.dispose();
    await app.stop();
  };
  return {
    url: app.url,
    configuration,
    socket,
    query: (document, variables) => post(app.url, document, variables),
    follow: async (raceId, after) => {
      const events: EventView[] = [];
      const variables = after === undefined ? { raceId } : { raceId, after };
      for await (const { data } of socket.iterate<{ raceEvents: EventView }>({ query: FOLLOW, variables })) {
        if (data) events.push(data.raceEvents);
      }
      return events;
    },
    stop: async () => {
      await close();
      cleanUp();
    },
    restart: async () => {
      await close();
      return serve(configuration, options, cleanUp);
    },
  };
}

async function post<T>(url: string, query: string, variables: Record<string, unknown> = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  expect(response.status).toBeLessThan(500);
  return (await response.json()) as { data: T; errors?: ApiErrorView[] };
}

/** A small inference race on scripted clocks, unless the input says otherwise. */
export const SMALL = {
  workload: 'mlp',
  parameters: [
    { name: 'inputs', value: 12 },
    { name: 'hidden1', value: 8 },
    { name: 'hidden2', value: 6 },
  ],
  batchSize: 4,
  effort: 'QUICK',
  seed: 20_261_123,
} as const;

export async function startRace(server: TestServer, input: Record<string, unknown>): Promise<string> {
  const { data, errors } = await server.query<{ startRace: { id: string } }>(START, { input: { ...SMALL, ...input } });
  expect(errors).toBeUndefined();
  return data.startRace.id;
}

export function tryStart(server: TestServer, input: Record<string, unknown>) {
  return server.query<{ startRace: { id: string; status: string } } | null>(START, { input });
}

export async function resultOf(server: TestServer, id: string): Promise<RaceView> {
  const { data, errors } = await server.query<{ race: RaceView }>(RESULT, { id });
  expect(errors).toBeUndefined();
  return data.race;
}

/** Starts it, follows it to its end, and returns what stands on it. */
export async function race(server: TestServer, input: Record<string, unknown>): Promise<RaceView> {
  const id = await startRace(server, input);
  await server.follow(id);
  return resultOf(server, id);
}
