/** The composition root: the only file that constructs services. */
import * as path from 'node:path';
import { pino } from 'pino';
import { workerEnvironment, type Configuration } from './config';
import { openDatabase } from './data-source';
import type { EngineAdapter, LaunchContext } from './engines/engine';
import { EngineCatalog } from './engines/engine-catalog';
import { reference } from './engines/reference/adapter';
import { engineAdapters, gpuMemory } from './engines/registry';
import { memoryStreamMeasurer } from './engines/memory-streams';
import { withRuntimes } from './engines/runtimes';
import { Watchdog } from './engines/watchdog';
import { DEFAULT_WORKER_TIMEOUTS, type WorkerTimeouts } from './engines/worker-session';
import { forkerStarter, workerSpawner } from './engines/worker-spawner';
import { packageRoot } from './engines/worker-path';
import { EnergyCounters } from './hardware/energy-counters';
import { HardwareRegistry } from './hardware/hardware-registry';
import type { EFFORTS } from './racing/effort';
import { MachineLimits, type LimitSizes } from './racing/machine-limits';
import { RaceEvents } from './racing/race-events';
import { RaceExecution } from './racing/race-execution';
import { RaceQueue } from './racing/race-queue';
import { PostHocAnalyst } from './racing/post-hoc';
import { RaceReader } from './racing/race-reader';
import { RaceService } from './racing/race.service';
import { RaceStore } from './racing/race-store';
import { startServer } from './server/server';
import { lockServer } from './server-lock';

export interface App {
  /** Of the API, such as http://127.0.0.1:4000/graphql. */
  readonly url: string;
  /** Puts the race in hand aside (the next start takes it up), ends every child, closes. */
  stop(): Promise<void>;
}

/** What tests bring along. */
export interface AppOptions {
  readonly adapters?: readonly EngineAdapter[];
  readonly timeouts?: Partial<WorkerTimeouts>;
  readonly limitSizes?: LimitSizes;
  /** Where the counters of the processors' energy lie. */
  readonly powercapFolder?: string;
  readonly efforts?: typeof EFFORTS;
}

/** Serving when the promise resolves. Rejects with an error whose message is a sentence for the person at the keyboard. */
export async function createApp(configuration: Configuration, options: AppOptions = {}): Promise<App> {
  const closers: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    const outcomes: PromiseSettledResult<unknown>[] = [];
    for (const close of closers.splice(0).reverse()) outcomes.push(...(await Promise.allSettled([close()])));
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

async function compose(
  configuration: Configuration,
  options: AppOptions,
  closers: (() => Promise<unknown>)[],
): Promise<string> {
  const { dataDirectory } = configuration;
  const logger = pino({ level: configuration.logLevel }, pino.destination({ dest: 2, sync: false }));
  const database = await openDatabase(configuration);
  closers.push(() => database.destroy());
  closers.push(await lockServer(database, configuration));

  const watchdog = Watchdog.start();
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

  const events = new RaceEvents(database);
  const store = new RaceStore(database, events);
  const hardware = new HardwareRegistry(database);
  const energy = createEnergyCounters(configuration, options);
  const execution = new RaceExecution({
    database,
    store,
    catalog,
    hardware,
    energy,
    ...(options.efforts && { efforts: options.efforts }),
    spawn,
    startForker: forkerStarter(watchdog, timeouts),
    referenceAdapter: reference,
    dataDirectory: path.resolve(dataDirectory),
    lockDirectory: configuration.lockDirectory,
    logger,
  });
  const limits = new MachineLimits({
    ...{ database, catalog, hardware, spawn, logger },
    measureStreams: memoryStreamMeasurer(watchdog),
    referenceAdapter: reference,
    gpuMemory,
    dataDirectory: path.resolve(dataDirectory),
    lockDirectory: configuration.lockDirectory,
    automatic: configuration.automaticLimits,
    ...(options.limitSizes && { sizes: options.limitSizes }),
  });
  const queue = new RaceQueue({
    database,
    logger,
    execute: async (raceId, signal) => {
      await execution.execute(raceId, signal);
      await limits.raceEnded(raceId);
    },
    abandon: (raceId) => execution.abandon(raceId),
    spare: limits,
  });
  closers.push(() => queue.stop());
  const races = new RaceService({
    database,
    store,
    queue,
    catalog,
    energy,
    referenceAdapter: reference,
    maximumQueuedRaces: configuration.maximumQueuedRaces,
  });

  const reader = new RaceReader(database);
  const server = await startServer({
    configuration,
    logger,
    services: {
      ...{ races, events, catalog, reader },
      postHoc: new PostHocAnalyst(database, reader),
      measureLimits: async (subject) => {
        await limits.ask(subject);
        queue.wakeForSpareWork();
        return hardware.current();
      },
    },
  });
  closers.push(() => server.stop());
  const profiled = hardware.current().catch((error: unknown) => {
    logger.error({ error }, 'the hardware profile could not be stored');
  });
  closers.push(() => profiled);
  catalog.start();
  queue.start();
  return server.url;
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
