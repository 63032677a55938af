/** What sequences of different lengths cost a run beyond its steady rate: compiling, and the first pass over all of them. */
import type { Race } from '../entities/race.entity';
import type { StoredTrial } from '../entities/stored-trial';
import { median } from '../statistics/descriptive';
import { NANOSECONDS_PER_SECOND } from './block-codec';
import { largest } from './largest';
import { sequencesOf } from './race-workload';

export interface RunLengths {
  /** Every batch once, cold; the median over trials. */
  readonly firstPassSeconds: number;
  /** Traced or compiled up to there, the most of any trial; null where the engine does not say. */
  readonly compilations: number | null;
  /** And while blocks were measured, of all trials together; null likewise. */
  readonly compilationsWhileMeasured: number | null;
  readonly amortised: readonly Amortised[];
}

/** A stream of so many sequences by a process that has imported its framework and nothing more. */
export interface Amortised {
  readonly sequences: number;
  readonly seconds: number;
}

/** Of a stream, from short to long (method.md §1.7). */
const STREAMS = [1_000, 10_000, 100_000];

type Told = Pick<StoredTrial, 'variableLengths' | 'phases' | 'tags'>;
/** What of a stored trial is read for it. */
export const LENGTHS_FIELDS = ['variableLengths', 'phases', 'tags'] as const satisfies (keyof StoredTrial)[];

/** Null where all sequences are as long, and before a trial ended. */
export function lengthsOfRun(race: Race, runId: string, trials: readonly Told[]): RunLengths | null {
  const whole = trials.filter(({ tags }) => !tags.includes('INCOMPLETE'));
  const facts = whole.flatMap(({ variableLengths }) => variableLengths ?? []);
  const pass = sequencesOf(race);
  if (facts.length === 0 || pass === null) return null;
  const steady = race.analysis?.runs.find((run) => run.runId === runId)?.secondsPerIteration?.value;
  const preparing = median(whole.map(({ phases }) => phases.buildNanoseconds + phases.compileNanoseconds));
  const firstPass = median(facts.map(({ firstPassNanoseconds }) => firstPassNanoseconds));
  const later = facts.flatMap(({ compilationsWhileMeasured }) => compilationsWhileMeasured ?? []);
  const cold = { seconds: (preparing + firstPass) / NANOSECONDS_PER_SECOND, batches: pass.length };
  return {
    firstPassSeconds: firstPass / NANOSECONDS_PER_SECOND,
    compilations: largest(facts.map(({ compilations }) => compilations)),
    compilationsWhileMeasured: later.length < facts.length ? null : later.reduce((sum, one) => sum + one, 0),
    amortised:
      steady === undefined ? [] : STREAMS.map((sequences) => amortised(sequences, race.batchSize, cold, steady)),
  };
}

function amortised(
  sequences: number,
  batchSize: number,
  cold: { readonly seconds: number; readonly batches: number },
  secondsPerBatch: number,
): Amortised {
  const more = Math.max(0, sequences / batchSize - cold.batches);
  return { sequences, seconds: cold.seconds + more * secondsPerBatch };
}
