/** Behind every list-to-row field: many asks within one tick become one statement. */
import DataLoader from 'dataloader';
import type { EngineState } from '../engines/engine-state';
import type { HardwareProfile } from '../entities/hardware-profile.entity';
import type { Race } from '../entities/race.entity';
import type { Run } from '../entities/run.entity';
import type { ColdStart } from '../racing/cold-start';
import type { EditStart } from '../racing/edit-start';
import type { LatencyPercentiles } from '../racing/latencies';
import { groupBy } from '../racing/group-by';
import type { Page, PageRequest } from '../racing/keyset';
import type { Environment, MemoryPeaks } from '../racing/race-reader';
import type { RunPipeline } from '../racing/trial-pipeline';
import type { StoredTrial } from '../entities/stored-trial';
import type { ReportRace } from '../entities/report-race.entity';
import type { Report } from '../entities/report.entity';
import type { SweepPoint } from '../entities/sweep-point.entity';
import type { Sweep } from '../entities/sweep.entity';
import { EngineTypes } from './engine-types';
import { RunsAtHand } from './runs-at-hand';
import type { ApiServices } from './services';

/** A page of the list that belongs to a row. */
export interface PageOf {
  readonly parentId: string;
  readonly request: PageRequest;
}

export interface Loaders {
  readonly races: DataLoader<string, Race | null>;
  readonly runs: DataLoader<string, Run | null>;
  /** By race id, in entrant order. */
  readonly runsOfRace: DataLoader<string, Run[]>;
  /** The same without `LONG_RUN_FIELDS`. */
  readonly briefRunsOfRace: DataLoader<string, Run[]>;
  readonly hardwareProfiles: DataLoader<string, HardwareProfile | null>;
  readonly engines: DataLoader<string, EngineState | null>;
  readonly engineTypes: EngineTypes;
  /** By run id. */
  readonly memoryPeaks: DataLoader<string, MemoryPeaks>;
  /** By run id: percentiles of single iterations, or null. */
  readonly latencies: DataLoader<string, LatencyPercentiles | null>;
  /** By run id: from the start to the first result, or null. */
  readonly coldStarts: DataLoader<string, ColdStart | null>;
  /** By run id: from a change of the model to its first result, or null. */
  readonly editStarts: DataLoader<string, EditStart | null>;
  /** By run id: what its model and its loader take, or null. */
  readonly inputPipelines: DataLoader<string, RunPipeline | null>;
  /** What a race waits for, or null. */
  readonly waitingReasons: DataLoader<Race, string | null, string>;
  /** By race id: how quiet its machine was. */
  readonly environments: DataLoader<string, Environment>;
  /** By run id: part of the time in which the device waited for the host, or null. */
  readonly hostBoundShares: DataLoader<string, number | null>;
  /** By run id: what its trials tell of sequences whose lengths differ. */
  readonly lengths: DataLoader<string, StoredTrial[]>;
  /** By race id: what its charts show of its trials. */
  readonly sampledTrials: DataLoader<string, StoredTrial[]>;
  /** By run. */
  readonly trialPages: DataLoader<PageOf, Page<StoredTrial>, string>;
  /** By machine. */
  readonly racePages: DataLoader<PageOf, Page<Race>, string>;
  readonly sweeps: DataLoader<string, Sweep | null>;
  /** By sweep id, by value. */
  readonly pointsOfSweep: DataLoader<string, SweepPoint[]>;
  readonly reports: DataLoader<string, Report | null>;
  /** By report id, in the order of the queue. */
  readonly racesOfReport: DataLoader<string, ReportRace[]>;
}

export function createLoaders({
  reader,
  sweepReader,
  reportReader,
  catalog,
  waiting,
}: Pick<ApiServices, 'reader' | 'sweepReader' | 'reportReader' | 'catalog' | 'waiting'>): Loaders {
  const engines = new DataLoader<string, EngineState | null>((ids) => Promise.all(ids.map((id) => catalog.find(id))));
  const runs = new RunsAtHand(reader);
  return {
    races: new DataLoader((ids) => reader.races(ids)),
    // After all other loaders of the same moment.
    runs: new DataLoader((ids) => runs.byIds(ids), { batchScheduleFn: (read) => setImmediate(read) }),
    runsOfRace: new DataLoader((ids) => runs.ofRaces(ids, false)),
    briefRunsOfRace: new DataLoader((ids) => runs.ofRaces(ids, true)),
    memoryPeaks: new DataLoader((ids) => reader.memoryPeaksOfRuns(ids)),
    hostBoundShares: new DataLoader((ids) => reader.hostBoundSharesOfRuns(ids)),
    lengths: new DataLoader((ids) => reader.lengthsOfRuns(ids)),
    latencies: new DataLoader((ids) => reader.latenciesOfRuns(ids)),
    coldStarts: new DataLoader((ids) => reader.coldStartsOfRuns(ids)),
    editStarts: new DataLoader((ids) => reader.editStartsOfRuns(ids)),
    inputPipelines: new DataLoader((ids) => reader.inputPipelinesOfRuns(ids)),
    waitingReasons: new DataLoader((races) => waiting.reasons(races), { cacheKeyFn: ({ id }) => id }),
    environments: new DataLoader((ids) => reader.environmentsOfRaces(ids)),
    sampledTrials: new DataLoader((ids) => reader.sampledTrialsOfRaces(ids)),
    hardwareProfiles: new DataLoader((ids) => reader.hardwareProfiles(ids)),
    engines,
    engineTypes: new EngineTypes((id) => engines.load(id)),
    trialPages: pageLoader((ids, request) => reader.trialPagesOfRuns(ids, request)),
    racePages: pageLoader((ids, request) => reader.racePagesOfHardware(ids, request)),
    sweeps: new DataLoader((ids) => sweepReader.byIds(ids)),
    pointsOfSweep: new DataLoader((ids) => sweepReader.membersOf(ids)),
    reports: new DataLoader((ids) => reportReader.byIds(ids)),
    racesOfReport: new DataLoader((ids) => reportReader.membersOf(ids)),
  };
}

const requestKey = ({ request }: PageOf) => JSON.stringify(request);

/** One read for each distinct request, for all of its parents together. */
function pageLoader<Row>(read: (parentIds: readonly string[], request: PageRequest) => Promise<Page<Row>[]>) {
  const load = async (keys: readonly PageOf[]): Promise<Page<Row>[]> => {
    const found = new Map<PageOf, Page<Row>>();
    for (const group of groupBy(keys, requestKey).values()) {
      const request = group[0]?.request;
      if (!request) continue;
      const pages = await read(
        group.map(({ parentId }) => parentId),
        request,
      );
      group.forEach((key, index) => found.set(key, pages[index] as Page<Row>));
    }
    return keys.map((key) => found.get(key) as Page<Row>);
  };
  return new DataLoader<PageOf, Page<Row>, string>(load, { cacheKeyFn: (key) => key.parentId + requestKey(key) });
}
