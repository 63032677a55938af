/** The composition root: the only file that constructs services. */
import * as os from 'node:os';
import * as path from 'node:path';
import type { DestinationStream } from 'pino';
import { ApiTokens } from './auth/api-tokens';
import { Authenticator } from './auth/authenticator';
import { createJwtVerifier } from './auth/json-web-token';
import { createServices } from './app-answering';
import { createMeasuring } from './app-measuring';
import { workerEnvironment, type Configuration } from './config';
import { openDatabase, openForReading } from './data-source';
import type { EngineAdapter, LaunchContext } from './engines/engine';
import { EngineCatalog } from './engines/engine-catalog';
import { reference } from './engines/reference/adapter';
import { engineAdapters } from './engines/registry';
import { withRuntimes } from './engines/runtimes';
import { Watchdog } from './engines/watchdog';
import { DEFAULT_WORKER_TIMEOUTS, type WorkerTimeouts } from './engines/worker-session';
import { workerSpawner } from './engines/worker-spawner';
import { packageRoot } from './engines/worker-path';
import { connectFleet } from './fleet/connect-fleet';
import { HostPresence } from './fleet/host-presence';
import { MeasuringHosts } from './fleet/measuring-hosts';
import { EnergyCounters } from './hardware/energy-counters';
import { HardwareRegistry } from './hardware/hardware-registry';
import { Health } from './observing/health';
import { loadTracing } from './observing/load-tracing';
import { createLogger } from './observing/logger';
import { Metrics } from './observing/metrics';
import { Operations } from './observing/operation';
import { RaceLog } from './observing/race-log';
import type { EFFORTS } from './racing/effort';
import type { LimitSizes } from './racing/machine-limits';
import { watchForMissedNews } from './racing/missed-news';
import { RaceChanges } from './racing/race-changes';
import { RaceDesk } from './racing/race-desk';
import { RaceEvents } from './racing/race-events';
import { observersAsOne } from './racing/race-observer';
import { RaceStore } from './racing/race-store';
import { startServer } from './server/server';
import { startSidePort } from './server/side-port';
import { lockServer } from './server-lock';

/** What a process does: both, or one of the two beside others on the same database. */
export type Role = 'serve-and-measure' | 'serve' | 'measure';

export interface App {
  /** Of the API, such as http://127.0.0.1:4000/graphql; empty where none is served. */
  readonly url: string;
  /** Puts the race in hand aside (the next start takes it up), ends every child, closes. */
  stop(drainMilliseconds?: number): Promise<void>;
}

/** What tests bring along, and what a process is for. */
export interface AppOptions {
  /** Default: both. */
  readonly role?: Role;
  readonly adapters?: readonly EngineAdapter[];
  readonly timeouts?: Partial<WorkerTimeouts>;
  readonly limitSizes?: LimitSizes;
  /** Where the counters of the processors' energy lie. */
  readonly powercapFolder?: string;
  readonly efforts?: typeof EFFORTS;
  /** Where lines of the log go. */
  readonly logDestination?: DestinationStream;
}

type Closer = (drainMilliseconds: number) => Promise<unknown>;

/** Serving when the promise resolves. Rejects with an error whose message is a sentence for the person at the keyboard. */
export async function createApp(configuration: Configuration, options: AppOptions = {}): Promise<App> {
  const closers: Closer[] = [];
  const stop = async (drainMilliseconds = 0) => {
    const outcomes: PromiseSettledResult<unknown>[] = [];
    for (const close of closers.splice(0).reverse()) {
      outcomes.push(...(await Promise.allSettled([close(drainMilliseconds)])));
    }
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
  };
  try {
    return { url: await compose(configuration, options, closers), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function compose(configuration: Configuration, options: AppOptions, closers: Closer[]): Promise<string> {
  const logger = createLogger(configuration, options.logDestination);
  const database = await openDatabase(configuration);
  closers.push(() => database.destroy());
  const reading = await openForReading(configuration, database);
  if (reading !== database) closers.push(() => reading.destroy());
  const health = new Health({ database, logger });
  const lostLock = new AbortController();
  // Where several measure, each race says who has it.
  if (configuration.redisUrl === null) {
    closers.push(
      await lockServer(database, configuration, (error) => {
        logger.fatal({ error }, 'measuring has stopped here: start this server again once it is alone');
        health.stop();
        lostLock.abort();
      }),
    );
  }
  const metrics = configuration.metrics ? new Metrics(database) : null;
  const tracing = loadTracing(configuration.tracesUrl, logger);
  if (tracing) closers.push(() => tracing.stop());

  const watchdog = Watchdog.start({ memoryBytes: configuration.workerMemoryBytes });
  closers.push(() => watchdog.stop());
  const timeouts = { ...DEFAULT_WORKER_TIMEOUTS, ...options.timeouts };
  const spawn = workerSpawner(watchdog, timeouts);
  const catalog = new EngineCatalog({
    adapters: withRuntimes(options.adapters ?? engineAdapters, configuration.runtimes),
    context: launchContext(configuration),
    spawn,
    showHidden: configuration.showFakeEngine,
  });
  closers.push(() => catalog.stop());

  const hardware = new HardwareRegistry(database);
  const role = options.role ?? 'serve-and-measure';
  const hosts = new MeasuringHosts(database, configuration.redisUrl === null);
  const host = new HostPresence({
    ...{ hosts, logger, name: os.hostname(), labels: configuration.labels, watched: configuration.redisUrl !== null },
    hardwareProfileId: async () => (await hardware.current()).id,
  });
  closers.push(() => host.stop());
  const { redisUrl } = configuration;
  const measures = role !== 'serve';
  const fleet = await connectFleet({
    ...{ database, redisUrl, hosts, host: measures ? () => host.current() : null, logger },
    holdMilliseconds: 1000 * configuration.holdSeconds,
  });
  closers.push(() => fleet.close());
  const events = new RaceEvents(reading, fleet.bus, metrics);
  const stopWatching = watchForMissedNews({ database, events, bus: fleet.bus });
  closers.push(async () => stopWatching());
  const changes = new RaceChanges(database, events);
  const store = new RaceStore(database, events, changes);
  closers.push(() => store.settled());
  const desk = new RaceDesk({ database, store, feed: fleet.feed, bus: fleet.bus, logger });
  const energy = createEnergyCounters(configuration, options);
  const measuring = measures
    ? createMeasuring({
        ...{ configuration, options, logger, database, hardware, energy, changes, store, catalog, fleet, host },
        ...{ watchdog, spawn, timeouts, desk },
        observer: observersAsOne(
          [new RaceLog(logger), ...(metrics ? [metrics.busyTime] : []), ...(tracing ? [tracing.races] : [])],
          logger,
        ),
      })
    : null;
  if (measuring) {
    closers.push((drainMilliseconds) => measuring.queue.stop(drainMilliseconds));
    lostLock.signal.addEventListener('abort', () => void measuring.queue.stop());
  }
  let url = '';
  if (role !== 'measure') {
    const tokens = new ApiTokens(database);
    const server = await startServer({
      ...{ configuration, logger, health },
      authenticator: await createAuthenticator(configuration, tokens),
      operations: new Operations({
        logger,
        ...(metrics && { metrics }),
        ...(tracing && { startSpan: tracing.startSpan }),
      }),
      metrics: metrics?.registry ?? null,
      ...(metrics && { refusals: metrics }),
      services: createServices({
        ...{ configuration, logger, database, reading, store, desk, events, catalog, hosts, host, hardware, energy },
        ...{ tokens, measuring, bus: fleet.bus },
      }),
    });
    closers.push(() => server.stop());
    url = server.url;
  } else if (configuration.workerPort !== null) {
    const { host: address, workerPort: port } = configuration;
    const side = await startSidePort({ host: address, port, health, metrics: metrics?.registry ?? null });
    closers.push(() => side.stop());
  }
  const profiled = (measures ? host.current() : hardware.current()).catch((error: unknown) => {
    logger.error({ error }, 'the hardware profile could not be stored');
  });
  closers.push(() => profiled);
  // Closed first: whoever asks while the rest is closed is told so.
  closers.push(async () => health.stop());
  catalog.start();
  measuring?.queue.start();
  return url;
}

async function createAuthenticator({ auth }: Configuration, tokens: ApiTokens): Promise<Authenticator> {
  const verifyJwt = auth.kind === 'jwt' ? await createJwtVerifier(auth) : null;
  return new Authenticator({ asks: auth.kind === 'none' ? 'nobody' : 'everybody', tokens, verifyJwt });
}

function launchContext({ cacheDirectory, pythonOverrides }: Configuration): LaunchContext {
  return { packageRoot: packageRoot(), cacheDirectory, pythonOverride: (engineId) => pythonOverrides[engineId] };
}

/** What reads the GPUs' counters, in the one Python environment that every installation has: the reference's. */
const GPU_ENERGY_PROGRAM = 'src/hardware/gpu_energy.py';

/** Also for the doctor, who has no server. */
export function createEnergyCounters(
  configuration: Configuration,
  { powercapFolder }: Pick<AppOptions, 'powercapFolder'> = {},
): EnergyCounters {
  const context = launchContext(configuration);
  return new EnergyCounters({
    ...(powercapFolder !== undefined && { powercapFolder }),
    gpuReader: () => {
      const found = reference.locate(context);
      if (found.kind === 'not-installed') return { missing: found.reason };
      return {
        command: found.command,
        args: [path.join(context.packageRoot, GPU_ENERGY_PROGRAM)],
        environment: { ...workerEnvironment(), ...found.environment },
      };
    },
  });
}
