/** How long a run's processes took to their first results, phase by phase. */
import type { Trial } from '../entities/trial.entity';
import { median } from '../statistics/descriptive';
import { NANOSECONDS_PER_SECOND } from './block-codec';
import { timeToFirstResultSeconds } from './metric';

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
export function coldStartOf(trials: readonly Pick<Trial, 'phases' | 'tags'>[]): ColdStartFacts | null {
  const alone = trials.filter(({ tags }) => tags.includes('EXCLUSIVE') && !tags.includes('INCOMPLETE'));
  if (alone.length === 0) return null;
  const typical = (name: keyof Trial['phases']) =>
    median(alone.map(({ phases }) => phases[name] / NANOSECONDS_PER_SECOND));
  return {
    spawnSeconds: typical('spawnNanoseconds'),
    importSeconds: typical('importNanoseconds'),
    initialiseSeconds: typical('initialiseNanoseconds'),
    buildSeconds: typical('buildNanoseconds'),
    compileSeconds: typical('compileNanoseconds'),
    firstResultSeconds: typical('firstResultNanoseconds'),
    timeToFirstResultSeconds: median(alone.map(({ phases }) => timeToFirstResultSeconds(phases))),
  };
}
