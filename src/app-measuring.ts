/** The composition of what measures: everything between the queue and the engines' processes. */
import * as path from 'node:path';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { Configuration } from './config';
import type { EngineCatalog } from './engines/engine-catalog';
import { imageMaker } from './engines/image-maker';
import { memoryStreamMeasurer } from './engines/memory-streams';
import { reference } from './engines/reference/adapter';
import { gpuMemory } from './engines/registry';
import type { Watchdog } from './engines/watchdog';
import { memoryToPlanWith } from './engines/worker-memory-limit';
import type { WorkerTimeouts } from './engines/worker-session';
import { forkerStarter, type WorkerSpawner } from './engines/worker-spawner';
import { Race } from './entities/race.entity';
import { PhotofinishError } from './errors';
import type { Fleet } from './fleet/connect-fleet';
import type { HostPresence } from './fleet/host-presence';
import type { EnergyCounters } from './hardware/energy-counters';
import type { HardwareRegistry } from './hardware/hardware-registry';
import type { EFFORTS } from './racing/effort';
import { MachineLimits, type LimitSizes } from './racing/machine-limits';
import type { RaceChanges } from './racing/race-changes';
import { hasEnded } from './racing/race-status';
import { RaceExecution } from './racing/race-execution';
import { RaceHolds } from './racing/race-holds';
import { RaceQueue } from './racing/race-queue';
import type { RaceDesk } from './racing/race-desk';
import type { RaceObserver } from './racing/race-observer';
import type { RaceStore } from './racing/race-store';

export interface MeasuringParts {
  readonly configuration: Configuration;
  readonly options: { readonly efforts?: typeof EFFORTS; readonly limitSizes?: LimitSizes };
  readonly logger: Logger;
  readonly database: DataSource;
  readonly hardware: HardwareRegistry;
  readonly energy: EnergyCounters;
  readonly changes: RaceChanges;
  readonly store: RaceStore;
  readonly desk: RaceDesk;
  readonly catalog: EngineCatalog;
  readonly fleet: Fleet;
  readonly host: HostPresence;
  readonly watchdog: Watchdog;
  readonly spawn: WorkerSpawner;
  readonly timeouts: WorkerTimeouts;
  readonly observer: RaceObserver;
}

export interface Measuring {
  /** Not started. */
  readonly queue: RaceQueue;
  readonly limits: MachineLimits;
}

export function createMeasuring(parts: MeasuringParts): Measuring {
  const { configuration, fleet, changes, host, logger } = parts;
  const execution = createExecution(parts);
  const limits = createLimits(parts);
  const alone = configuration.redisUrl === null;
  const queue = new RaceQueue({
    ...{ feed: fleet.feed, bus: fleet.bus, logger },
    holds: new RaceHolds({
      ...{ changes, alone, milliseconds: 1000 * configuration.holdSeconds },
      holder: async () => (await host.current()).id,
    }),
    execute: async (hold, signal, drain) => {
      await execution.execute(hold, signal, drain);
      await limits.raceEnded(hold.raceId);
    },
    abandon: (hold) => execution.abandon(hold),
    handOn: async (raceId) => {
      const race = await parts.database.getRepository(Race).findOneBy({ id: raceId });
      if (race && !hasEnded(race.status)) await parts.desk.handIn(race);
    },
    spare: limits,
  });
  return { queue, limits };
}

function createExecution(parts: MeasuringParts): RaceExecution {
  const { configuration, options, database, store, catalog, hardware, energy, spawn, observer, logger } = parts;
  return new RaceExecution({
    ...{ database, store, catalog, hardware, energy, spawn, observer, logger },
    ...(options.efforts && { efforts: options.efforts }),
    startForker: forkerStarter(parts.watchdog, parts.timeouts),
    makeImages: imageMaker(parts.watchdog),
    memoryToPlanWith: memoryToPlanWith(parts.watchdog.containment.bounds.memoryBytes),
    referenceAdapter: reference,
    dataDirectory: path.resolve(configuration.dataDirectory),
    lockDirectory: configuration.lockDirectory,
  });
}

function createLimits(parts: MeasuringParts): MachineLimits {
  const { configuration, options, database, catalog, hardware, spawn, logger, watchdog } = parts;
  return new MachineLimits({
    ...{ database, catalog, hardware, spawn, logger, gpuMemory },
    measureStreams: memoryStreamMeasurer(watchdog),
    referenceAdapter: reference,
    dataDirectory: path.resolve(configuration.dataDirectory),
    lockDirectory: configuration.lockDirectory,
    automatic: configuration.automaticLimits,
    ...(options.limitSizes && { sizes: options.limitSizes }),
  });
}

/** Of a process that only serves. */
export function measuresNothing(): PhotofinishError {
  const advice = 'Ask a server that measures, or run `photofinish limits` on the host.';
  return new PhotofinishError('CONFLICT', 'This server measures nothing itself.', { advice });
}
