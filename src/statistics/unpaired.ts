/**
 * Two runs that were not measured side by side. What a machine does from one hour to the next then stands between
 * them and cannot be averaged away within either race: the interval has to carry it.
 */
import type { Interval, PairAnalysis, RunSample } from './analysis';
import { mean, standardDeviation } from './descriptive';
import { exponential } from './pair-analysis';
import { hodgesLehmann } from './signed-rank';
import { detectableMultiple } from './minimum-detectable-difference';
import { studentTQuantile } from './student-t';
import { completeTrialValues } from './trial-values';
import { judge } from './verdict';

/** A run with what is known of the same program in other races on its machine. */
export interface UnpairedRun extends RunSample {
  /** log seconds per iteration of earlier and later races, one each. */
  readonly otherLogLevels: readonly number[];
}

export interface UnpairedRule {
  readonly practicalDifference: number;
  readonly confidence: number;
}

/**
 * Standard deviation of the log level of one program from one race to another, where it was not measured: with it,
 * the 13 to 29 % of identical programs that processes measured one after the other told apart become 5 %
 * (docs/decisions/0015).
 */
export const ASSUMED_DRIFT = 0.03;
/** Fewer repeats say too little of the drift. */
const FEWEST_REPEATS = 3;
const FEWEST_ROUNDS = 3;

/** A variance with the degrees of freedom that it was estimated with. */
interface VarianceTerm {
  readonly variance: number;
  readonly degreesOfFreedom: number;
}

/**
 * Candidate's time over baseline's with the interval of Welch (1947) and Satterthwaite (1946) over the rounds of each
 * run and, for each of the two races, the variance from race to race: of the repeats that are known (at least 3 of
 * one program beyond the race itself), otherwise `ASSUMED_DRIFT` (flag ASSUMED_DRIFT). Always flagged UNPAIRED. More
 * rounds would not narrow it below that, so no number of further rounds is given. Both runs need a round.
 */
export function analyseUnpaired(baseline: UnpairedRun, candidate: UnpairedRun, rule: UnpairedRule): PairAnalysis {
  const sides = [baseline, candidate].map((run) => sideOf(run));
  const [from, to] = sides;
  if (!from || !to) throw new RangeError('two runs with a round each are needed');
  const drift = driftOf([baseline, candidate], [from.level, to.level]);
  const terms = [...sides.flatMap(({ term }) => term ?? []), drift];
  const rounds = Math.min(from.rounds, to.rounds);
  const flags = ['UNPAIRED', ...(Number.isFinite(drift.degreesOfFreedom) ? [] : ['ASSUMED_DRIFT'])];
  if (rounds < FEWEST_ROUNDS) flags.push('TOO_FEW_ROUNDS');
  if (sides.some(({ notSteady }) => notSteady)) flags.push('NOT_STEADY');
  const { standardError, degreesOfFreedom } = combined(terms);
  const value = to.level - from.level;
  const halfWidth = studentTQuantile((1 + rule.confidence) / 2, degreesOfFreedom) * standardError;
  const log = { value, low: value - halfWidth, high: value + halfWidth, confidence: rule.confidence };
  const open = { verdict: 'INCONCLUSIVE', clear: false } as const;
  return {
    ...{ baselineRunId: baseline.runId, candidateRunId: candidate.runId, ratio: exponential(log), rounds },
    totalRatio: totalOf(log, to.meanLevel - from.meanLevel),
    ...(rounds < FEWEST_ROUNDS ? open : judge(log, rule.practicalDifference)),
    minimumDetectableDifference:
      rounds < FEWEST_ROUNDS
        ? null
        : Math.expm1(detectableMultiple(degreesOfFreedom + 1, 1 - rule.confidence) * standardError),
    furtherRounds: null,
    flags,
  };
}

interface Side {
  readonly level: number;
  /** As `level`, of the mean blocks. */
  readonly meanLevel: number;
  readonly rounds: number;
  readonly notSteady: boolean;
  /** Of the level within its race; null with a single round. */
  readonly term: VarianceTerm | null;
}

function sideOf(run: RunSample): Side {
  const [values] = completeTrialValues([run]);
  const logs = values?.logTypical ?? [];
  if (logs.length === 0) throw new RangeError('a run without a round cannot be compared');
  const term = { variance: standardDeviation(logs) ** 2 / logs.length, degreesOfFreedom: logs.length - 1 };
  return {
    level: hodgesLehmann(logs),
    meanLevel: mean(values?.logMean ?? []),
    rounds: logs.length,
    notSteady: values?.notSteady.includes(true) ?? false,
    term: logs.length > 1 ? term : null,
  };
}

/** What stands between races is the same for the mean blocks. */
function totalOf(log: Interval, value: number): Interval {
  const shift = value - log.value;
  return exponential({ ...log, value, low: log.low + shift, high: log.high + shift });
}

/** Variance of the difference of two races: twice that of a race, pooled over the programs whose repeats are known. */
function driftOf(runs: readonly UnpairedRun[], levels: readonly number[]): VarianceTerm {
  const known = runs
    .map(({ otherLogLevels }, index) => [...otherLogLevels, levels[index] ?? NaN])
    .filter((repeats) => repeats.length > FEWEST_REPEATS);
  const degreesOfFreedom = known.reduce((sum, repeats) => sum + repeats.length - 1, 0);
  if (degreesOfFreedom === 0) return { variance: 2 * ASSUMED_DRIFT ** 2, degreesOfFreedom: Infinity };
  const squares = known.reduce((sum, repeats) => {
    const centre = mean(repeats);
    return sum + repeats.reduce((part, level) => part + (level - centre) ** 2, 0);
  }, 0);
  return { variance: (2 * squares) / degreesOfFreedom, degreesOfFreedom };
}

/** Beyond these Student's t is Gaussian for every purpose here. */
const MOST_DEGREES_OF_FREEDOM = 1000;

/** Whole degrees of freedom, rounded down: the interval is no narrower than it should be. */
function combined(terms: readonly VarianceTerm[]): { standardError: number; degreesOfFreedom: number } {
  const variance = terms.reduce((sum, term) => sum + term.variance, 0);
  const shares = terms.reduce((sum, term) => sum + term.variance ** 2 / term.degreesOfFreedom, 0);
  const degreesOfFreedom =
    shares === 0 ? MOST_DEGREES_OF_FREEDOM : Math.min(MOST_DEGREES_OF_FREEDOM, variance ** 2 / shares);
  return { standardError: Math.sqrt(variance), degreesOfFreedom: Math.max(1, Math.floor(degreesOfFreedom)) };
}
