/** How long a run's processes took to their first results, phase by phase. */
import type { TrialPhases } from '../entities/trial.entity';
import { median } from '../statistics/descriptive';
import { NANOSECONDS_PER_SECOND } from './block-codec';
import { afterStartOf, timeToFirstResultSeconds, type Started } from './metric';
import type { StoredTrial } from '../entities/stored-trial';

/** In seconds; medians over trials, each phase by itself, so that they need not add up. */
export interface ColdStartFacts {
  readonly spawnSeconds: number;
  readonly importSeconds: number;
  readonly initialiseSeconds: number;
  readonly buildSeconds: number;
  readonly compileSeconds: number;
  readonly firstResultSeconds: number;
  readonly timeToFirstResultSeconds: number;
}

/**
 * Of the trials that started while no other entrant did: processes that import side by side take the processors
 * from one another. Null without one.
 */
export function coldStartOf(trials: readonly Started[]): ColdStartFacts | null {
  // A process in which a model is changed started with another one.
  const alone = trials.filter((trial) => isWholeAndAlone(trial) && trial.experiment?.process !== 'LIVE');
  if (alone.length === 0) return null;
  const typical = (name: keyof TrialPhases) => median(alone.map(({ phases }) => phases[name] / NANOSECONDS_PER_SECOND));
  return {
    spawnSeconds: typical('spawnNanoseconds'),
    importSeconds: typical('importNanoseconds'),
    initialiseSeconds: typical('initialiseNanoseconds'),
    buildSeconds: typical('buildNanoseconds'),
    compileSeconds: typical('compileNanoseconds'),
    firstResultSeconds: typical('firstResultNanoseconds'),
    timeToFirstResultSeconds: median(alone.map(timeToFirstResultSeconds)),
  };
}

export function isWholeAndAlone({ tags }: Pick<Started, 'tags'>): boolean {
  return tags.includes('EXCLUSIVE') && !tags.includes('INCOMPLETE');
}

/** All that is told of a run's starts. */
export type ColdStart = ColdStartFacts & AfterStartFacts;

/** How it went on after the first result; medians over trials. */
export interface AfterStartFacts {
  /** From where the time to the first result counts; null where half of the trials or more did not become steady. */
  readonly timeToSteadySeconds: number | null;
  readonly steadySecondsPerIteration: number | null;
}

/** Of trials that were raced by their start. One that did not become steady counts as later than every other. */
export function afterStartFacts(
  trials: readonly Pick<StoredTrial, 'phases' | 'experiment' | 'tags' | 'blocks' | 'warmUpBlocks'>[],
): AfterStartFacts {
  const known = trials.filter(isWholeAndAlone).flatMap((trial) => {
    const { tags, blocks, warmUpBlocks } = trial;
    const after = afterStartOf(blocks, warmUpBlocks);
    if (!after) return [];
    const toSteady = timeToFirstResultSeconds(trial) + after.excessSeconds;
    return [{ ...after, toSteady: tags.includes('NOT_STEADY') ? Infinity : toSteady }];
  });
  if (known.length === 0) return { timeToSteadySeconds: null, steadySecondsPerIteration: null };
  const toSteady = median(known.map((trial) => trial.toSteady));
  return {
    timeToSteadySeconds: Number.isFinite(toSteady) ? toSteady : null,
    steadySecondsPerIteration: median(known.map(({ secondsPerIteration }) => secondsPerIteration)),
  };
}
