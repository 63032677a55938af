/** What of a trial each metric compares. */
import type { EffortName, MetricName, Race } from '../entities/race.entity';
import type { EnergyFacts, ExperimentFacts, ServingFacts, TrialPhases } from '../entities/trial.entity';
import type { AfterStart, Measured, Told, TrialSample } from '../statistics/analysis';
import { median } from '../statistics/descriptive';
import { NANOSECONDS_PER_SECOND, secondsPerIteration, type PlacedBlock } from './block-codec';
import { HOST_TAGS } from './disturbance';
import type { StoredTrial } from '../entities/stored-trial';
import { joulesPerItem } from './trial-energy';
import { secondsPerRequest } from './trial-serving';

/** Whether blocks of iterations are what is compared; otherwise a trial gives one number. */
export function timesBlocks(metric: MetricName): boolean {
  return metric === 'LATENCY' || metric === 'THROUGHPUT';
}

/** What the numbers of its analysis are. */
export function measuredBy(metric: MetricName): Measured {
  if (metric === 'PEAK_MEMORY' || metric === 'ENERGY') return metric;
  if (metric === 'SERVER_RATE') return 'REQUEST';
  return timesBlocks(metric) ? 'ITERATION' : 'FIRST_RESULT';
}

/** What its sentences are about. Throws where requests were served and nobody knows within what bound. */
export function toldOf({ metric, scenario }: Pick<Race, 'metric' | 'scenario'>): Told {
  const measured = measuredBy(metric);
  if (scenario?.experimentation) return `${scenario.experimentation.process}_EDIT`;
  if (measured !== 'REQUEST') return measured;
  if (!scenario?.server) throw new Error('a race of requests has a server');
  return scenario.server;
}

/** One number of a trial says less than many blocks do; a QUICK race is content with less. */
const FEWEST_STARTS = 12;

/** Rounds before which no verdict ends a race. */
export function fewestRoundsOf({ metric, effort }: { metric: MetricName; effort: EffortName }): number {
  return metric === 'TIME_TO_FIRST_RESULT' && effort !== 'QUICK' ? FEWEST_STARTS : 0;
}

/**
 * From the start of the process, or from the change where one is made in a process that goes on, to the first result,
 * the proof of its work left out; in seconds.
 */
export function timeToFirstResultSeconds({ phases, experiment }: Omit<Started, 'tags'>): number {
  const start = phases.spawnNanoseconds + phases.importNanoseconds + phases.initialiseNanoseconds;
  const work = phases.buildNanoseconds + phases.compileNanoseconds + phases.firstResultNanoseconds;
  return ((experiment?.process === 'LIVE' ? 0 : start) + work) / NANOSECONDS_PER_SECOND;
}

/** What is read of a trial for it. */
export type Started = Pick<SampledTrial, 'phases' | 'experiment' | 'tags'>;

/** A trial as it was stored or has just been measured. */
export interface SampledTrial {
  readonly round: number;
  readonly blocks: readonly PlacedBlock[];
  readonly phases: TrialPhases;
  readonly tags: readonly string[];
  readonly peakResidentBytes: number | null;
  readonly peakDeviceBytes: number | null;
  readonly foreignShare: number | null;
  /** Where that is what is raced. */
  readonly energy: EnergyFacts | null;
  readonly serving: ServingFacts | null;
  readonly experiment: ExperimentFacts | null;
}

/** What the statistics see of it: seconds per iteration of each block, or the one number that it gave. */
export function sampleOf(
  trial: SampledTrial,
  metric: MetricName,
  warmUpBlocks: readonly PlacedBlock[] = [],
): TrialSample {
  const { round, blocks, tags } = trial;
  const numbers: Record<Measured, () => number[]> = {
    ITERATION: () => blocks.map(secondsPerIteration),
    FIRST_RESULT: () => [timeToFirstResultSeconds(trial)],
    PEAK_MEMORY: () => [peakBytes(trial) ?? Number.NaN],
    ENERGY: () => [joulesPerItem(trial.energy)],
    REQUEST: () => [secondsPerRequest(trial.serving)],
  };
  if (metric === 'TIME_TO_FIRST_RESULT') {
    // Its tags and its company are those of its blocks, which come after what is compared.
    return {
      round,
      blockSeconds: numbers.FIRST_RESULT(),
      notSteady: false,
      afterStart: afterStartOf(blocks, warmUpBlocks),
    };
  }
  return {
    round,
    blockSeconds: numbers[measuredBy(metric)](),
    notSteady: tags.includes('NOT_STEADY'),
    foreignShare: trial.foreignShare,
    disturbances: tags.filter((tag) => HOST_TAGS.includes(tag)),
  };
}

/** How a trial went on after its first result; null where no block of it was timed. */
export function afterStartOf(blocks: readonly PlacedBlock[], warmUpBlocks: readonly PlacedBlock[]): AfterStart | null {
  if (blocks.length === 0 || warmUpBlocks.length === 0) return null;
  const steady = median(blocks.map(secondsPerIteration));
  const excess = warmUpBlocks.reduce(
    (sum, block) => sum + block.elapsedNanoseconds / NANOSECONDS_PER_SECOND - block.iterations * steady,
    0,
  );
  return { secondsPerIteration: steady, excessSeconds: Math.max(0, excess) };
}

/** Of the device where the engine computes on one that has memory of its own, of the host otherwise; null: not known. */
export function peakBytes(trial: Pick<SampledTrial, 'peakResidentBytes' | 'peakDeviceBytes'>): number | null {
  return trial.peakDeviceBytes ?? trial.peakResidentBytes;
}

/** What of a stored one is read for it. */
export const SAMPLED_FIELDS = [
  ...(['round', 'blocks', 'warmUpBlocks', 'phases', 'tags'] as const),
  ...(['peakResidentBytes', 'peakDeviceBytes', 'foreignShare', 'energy', 'serving'] as const),
  'experiment',
] satisfies (keyof StoredTrial)[];

/** The same of one that was stored. */
export function storedSample(trial: StoredTrial, metric: MetricName): TrialSample {
  return sampleOf(trial, metric, metric === 'TIME_TO_FIRST_RESULT' ? trial.warmUpBlocks : []);
}
