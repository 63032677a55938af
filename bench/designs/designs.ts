/**
 * What each tool measures by default before it decides (versions and places: docs/results/time-to-decision.md), on one
 * pair of programs, the first always before the second, as their commands do. And a race of ours on the same pair.
 */
import type { EffortName } from '../../src/entities/race.entity';
import { race } from '../support';
import {
  bootstrapBeyondNoise,
  pooledStudentT,
  ratioWithDeviation,
  separateQuartiles,
  type Decision,
  type Said,
} from './rules';
import type { Process, Side, Subject } from './subject';

export interface Outcome extends Decision {
  /** Nanoseconds per iteration of what the decision is of, of either side; of a race of ours null. */
  readonly nanoseconds: readonly [readonly number[], readonly number[]] | null;
  /** Of a race of ours. */
  readonly flags: readonly string[];
  readonly rounds: number | null;
}

export type Design = (subject: Subject) => Promise<Outcome>;

/** In seconds per iteration. */
type Measured = readonly number[];

async function decide(
  measure: (side: Side) => Promise<Measured>,
  rule: (first: Measured, second: Measured) => Decision,
): Promise<Outcome> {
  const [first, second] = [await measure(0), await measure(1)];
  const rounded = (values: Measured) => values.map((value) => Math.round(value * 1e9));
  return { ...rule(first, second), nanoseconds: [rounded(first), rounded(second)], flags: [], rounds: null };
}

const HYPERFINE = { runs: 10, seconds: 3 };

/** Each run is a process; kinder than hyperfine, which times it whole: only its loop, of a third of a second. */
const hyperfineLike: Design = async (subject) => {
  // Whoever wrote the program has chosen the length of its loop, the same for both.
  const iterations = Math.ceil(HYPERFINE.seconds / HYPERFINE.runs / subject.typicalSeconds);
  return decide(async (side) => {
    const values: number[] = [];
    for (let run = 0; run < HYPERFINE.runs; run += 1) {
      values.push(...(await subject.inProcess(side, (process) => process.measure(1, iterations))));
    }
    return values;
  }, ratioWithDeviation);
};

const PYPERF = { processes: 20, warmUpValues: 1, values: 3, blockSeconds: 0.1 };

/** One process more for each side finds the number of iterations. */
const pyperfLike: Design = (subject) =>
  decide(async (side) => {
    const iterations = await subject.inProcess(side, (process) => iterationsFor(process, PYPERF.blockSeconds));
    const values: number[] = [];
    for (let started = 0; started < PYPERF.processes; started += 1) {
      const blocks = PYPERF.warmUpValues + PYPERF.values;
      const measured = await subject.inProcess(side, (process) => process.measure(blocks, iterations));
      values.push(...measured.slice(PYPERF.warmUpValues));
    }
    return values;
  }, pooledStudentT);

const CRITERION = { warmUpSeconds: 3, seconds: 5, samples: 100 };

const criterionLike: Design = (subject) =>
  decide(
    (side) => subject.inProcess(side, (process) => criterionSamples(process)),
    (first, second) => bootstrapBeyondNoise(first, second, subject.request.seed),
  );

/**
 * Warm-up in blocks of 1, 2, 4 … iterations. Then samples of d, 2d, 3d … iterations, or, where those would take more
 * than twice the time, of equally many.
 */
async function criterionSamples(process: Process): Promise<Measured> {
  const { warmUpSeconds, seconds, samples } = CRITERION;
  let [spent, run] = [0, 0];
  for (let iterations = 1; spent < warmUpSeconds; iterations *= 2) {
    const [each = NaN] = await process.measure(1, iterations);
    spent += each * iterations;
    run += iterations;
  }
  const typical = spent / run;
  const steps = (samples * (samples + 1)) / 2;
  const step = Math.max(1, Math.ceil(seconds / typical / steps));
  const linear = step * steps * typical <= 2 * seconds;
  const flat = Math.max(1, Math.ceil(seconds / typical / samples));
  const values: number[] = [];
  for (let sample = 1; sample <= samples; sample += 1) {
    values.push(...(await process.measure(1, linear ? sample * step : flat)));
  }
  return values;
}

const TORCH_TIMER = { seconds: 0.2, overheadShare: 1e-4, chunk: 10 };

const torchTimerLike: Design = (subject) =>
  decide((side) => subject.inProcess(side, (process) => blockedAutorange(process)), separateQuartiles);

async function blockedAutorange(process: Process): Promise<Measured> {
  const { seconds, overheadShare, chunk } = TORCH_TIMER;
  let number = 1;
  for (;;) {
    const [each = NaN] = await process.measure(1, number);
    const taken = each * number;
    if (process.emptyBlockSeconds / taken <= overheadShare && taken >= seconds / 1000) break;
    if (taken > seconds) break;
    number *= 10;
  }
  const values: number[] = [];
  for (let spent = 0; spent < seconds;) {
    const measured = await process.measure(chunk, number);
    values.push(...measured);
    spent += measured.reduce((sum, each) => sum + each * number, 0);
  }
  return values;
}

/** The smallest of 1, 2, 4 … iterations that take so long. */
async function iterationsFor(process: Process, seconds: number): Promise<number> {
  for (let iterations = 1; ; iterations *= 2) {
    const [each = NaN] = await process.measure(1, iterations);
    if (each * iterations >= seconds) return iterations;
  }
}

const SAID: Readonly<Record<string, Said>> = {
  NO_PRACTICAL_DIFFERENCE: 'NO_PRACTICAL_DIFFERENCE',
  BASELINE_FASTER: 'SECOND_SLOWER',
  CANDIDATE_FASTER: 'FIRST_SLOWER',
};
const TURNED: Readonly<Partial<Record<Said, Said>>> = {
  SECOND_SLOWER: 'FIRST_SLOWER',
  FIRST_SLOWER: 'SECOND_SLOWER',
};

function ours(effort: EffortName): Design {
  return async ({ request }) => {
    const { analysis } = await race({ ...request, effort });
    const [compared] = analysis?.comparisons ?? [];
    const none = { nanoseconds: null, flags: compared?.flags ?? [], rounds: analysis?.roundsCompleted ?? 0 };
    if (!compared) return { said: 'UNDECIDED', ratio: null, ...none };
    const said = SAID[compared.verdict] ?? 'UNDECIDED';
    // Whichever of the two it chose as its baseline.
    const asked = compared.baselineRunId === 'run-0';
    const ratio = asked ? compared.ratio.value : 1 / compared.ratio.value;
    return { said: asked ? said : (TURNED[said] ?? said), ratio, ...none };
  };
}

export const DESIGNS: Readonly<Record<string, Design>> = {
  'torch-timer-like': torchTimerLike,
  'criterion-like': criterionLike,
  'hyperfine-like': hyperfineLike,
  'pyperf-like': pyperfLike,
  'ours-quick': ours('QUICK'),
  'ours-standard': ours('STANDARD'),
};
