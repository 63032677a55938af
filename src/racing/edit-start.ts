/** How long a changed model took from the change to its first result, phase by phase. */
import type { CompilationFacts, ExperimentFacts, WorkPhaseFacts } from '../entities/trial.entity';
import { median } from '../statistics/descriptive';
import { NANOSECONDS_PER_SECOND } from './block-codec';
import { isWholeAndAlone, type AfterStartFacts } from './cold-start';
import { timeToFirstResultSeconds, type Started } from './metric';

/** In seconds. */
export interface WorkPhases {
  readonly buildSeconds: number;
  readonly compileSeconds: number;
  readonly firstResultSeconds: number;
}

/** And what an engine did for them. */
export interface WorkDone extends WorkPhases {
  /** Traced or compiled up to there, the most of any trial; null where the engine does not say. */
  readonly compilations: number | null;
}

/** Medians over trials, each phase by itself, so that they need not add up. */
export interface EditStartFacts extends WorkDone {
  readonly process: ExperimentFacts['process'];
  readonly timeToFirstResultSeconds: number;
  /** Of the model before the change, in the same processes; null where they never had it. */
  readonly original: WorkDone | null;
}

/** All that is told of a run's changes. */
export type EditStart = EditStartFacts & AfterStartFacts;

/** Null where no change is raced, and without a whole trial. */
export function editStartOf(trials: readonly Started[]): EditStartFacts | null {
  const whole = trials.filter((trial) => isWholeAndAlone(trial) && trial.experiment !== null);
  const process = whole[0]?.experiment?.process;
  const changed = workOf(whole.map(({ phases, experiment }) => ({ ...experiment, ...phases })));
  if (!process || !changed) return null;
  return {
    ...changed,
    process,
    timeToFirstResultSeconds: median(whole.map(timeToFirstResultSeconds)),
    original: workOf(whole.flatMap(({ experiment }) => experiment?.original ?? [])),
  };
}

function workOf(works: readonly (WorkPhaseFacts & CompilationFacts)[]): WorkDone | null {
  if (works.length === 0) return null;
  const typical = (name: keyof WorkPhaseFacts) => median(works.map((work) => work[name])) / NANOSECONDS_PER_SECOND;
  const counts = works.flatMap(({ compilations }) => compilations ?? []);
  return {
    buildSeconds: typical('buildNanoseconds'),
    compileSeconds: typical('compileNanoseconds'),
    firstResultSeconds: typical('firstResultNanoseconds'),
    compilations: counts.length > 0 ? Math.max(...counts) : null,
  };
}
