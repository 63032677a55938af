/** The services behind a served API over a test database: nothing is measured, and races stay QUEUED. */
import { randomUUID } from 'node:crypto';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { ApiTokens } from '../../src/auth/api-tokens';
import type { EngineAdapter, Launch } from '../../src/engines/engine';
import { EngineCatalog } from '../../src/engines/engine-catalog';
import type { WorkerSession } from '../../src/engines/worker-session';
import { PostHocAnalyst } from '../../src/racing/post-hoc';
import { HardwareRegistry } from '../../src/hardware/hardware-registry';
import { EnergyCounters } from '../../src/hardware/energy-counters';
import { RaceEvents, type FollowObserver } from '../../src/racing/race-events';
import { MeasuringPlaces } from '../../src/racing/measuring-place';
import { RaceDesk } from '../../src/racing/race-desk';
import { WaitingReasons } from '../../src/racing/waiting';
import { LocalBus } from '../../src/fleet/bus';
import { MeasuringHosts } from '../../src/fleet/measuring-hosts';
import { RaceReader } from '../../src/racing/race-reader';
import { RaceStore } from '../../src/racing/race-store';
import { RaceService } from '../../src/racing/race.service';
import { ReportEvents } from '../../src/racing/report-events';
import { GroupReader } from '../../src/racing/group-reader';
import { REPORTS, SWEEPS } from '../../src/racing/group-tables';
import { ReportService } from '../../src/racing/report.service';
import { SweepService } from '../../src/racing/sweep.service';
import type { ApiServices } from '../../src/resolvers/services';

export type TestServices = ApiServices & { readonly store: RaceStore };

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

/** What there is to race with. */
export interface Stock {
  readonly maximumQueuedRaces?: number;
  readonly adapters?: readonly EngineAdapter[];
}

export function createServices(
  database: DataSource,
  logger: Logger,
  observer: FollowObserver | null = null,
  { maximumQueuedRaces = 3, adapters = ADAPTERS }: Stock = {},
): TestServices {
  const catalog = new EngineCatalog({
    adapters,
    context: {
      packageRoot: '/nowhere',
      cacheDirectory: path.join(os.tmpdir(), `photofinish-${randomUUID()}`),
      pythonOverride: () => undefined,
    },
    spawn: () => session,
    showHidden: false,
  });
  const bus = new LocalBus();
  const events = new RaceEvents(database, bus, observer);
  const store = new RaceStore(database, events);
  const hosts = new MeasuringHosts(database, true);
  const feed = { offer: async () => undefined };
  const desk = new RaceDesk({ database, store, feed, bus, logger });
  const self = async () => ({ labels: [], hardwareProfileId: 'hw_nowhere' });
  const places = new MeasuringPlaces({ database, hosts, self });
  // Nothing is measured here: any adapter that can be launched stands for the reference.
  const [referenceAdapter] = adapters;
  if (!referenceAdapter) throw new Error('There is no adapter');
  const energy = new EnergyCounters({ gpuReader: () => ({ missing: 'Not here.' }) });
  const races = new RaceService({
    ...{ database, store, desk, places, catalog, energy, referenceAdapter, logger },
    maximumQueuedRaces,
  });
  const reader = new RaceReader(database);
  const hardware = new HardwareRegistry(database);
  const measureLimits = () => hardware.current();
  const tokens = new ApiTokens(database);
  const waiting = new WaitingReasons({ database, hosts });
  const postHoc = new PostHocAnalyst(database, reader);
  const sweeps = new SweepService({ database, store, races });
  const sweepReader = new GroupReader(database, SWEEPS);
  return {
    ...{ races, sweeps, sweepReader, events, catalog, store, reader },
    ...{
      reports: new ReportService({ database, store, races, catalog }),
      reportReader: new GroupReader(database, REPORTS),
    },
    reportEvents: new ReportEvents(database, bus),
    ...{ hosts, waiting, postHoc, tokens, measureLimits },
  };
}
