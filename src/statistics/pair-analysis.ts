/** Two runs against each other, round by round. */
import type { Interval, PairAnalysis, VerdictName } from './analysis';
import { widened, wideningFactor } from './autocorrelation';
import { breakEvenOf } from './break-even';
import { furtherRounds } from './further-rounds';
import { alphaPerLook, attainedConfidence, fewestRounds } from './looks';
import { minimumDetectableDifference } from './minimum-detectable-difference';
import { hodgesLehmann, signedRankInterval, signedRankPValue } from './signed-rank';
import { mean } from './descriptive';
import { studentTInterval } from './student-t';
import type { TrialValues } from './trial-values';
import { isLoadUneven } from './uneven-load';
import { judge, practicalBound, type Judgement } from './verdict';

/** What a pair is judged by. */
export interface PairRule {
  readonly practicalDifference: number;
  /** Overall, over all looks and all pairs. */
  readonly confidence: number;
  /** Pairs that the confidence is shared by. */
  readonly comparisons: number;
}

/** Candidate minus baseline, per round. Swapping the two negates every difference exactly. */
export function roundDifferences(baseline: readonly number[], candidate: readonly number[]): number[] {
  return candidate.map((value, round) => value - (baseline[round] ?? NaN));
}

/** e to the interval. Swapped runs give e⁻ˣ, which is 1/x to the last bit or two. */
export function exponential(log: Interval): Interval {
  return { value: Math.exp(log.value), low: Math.exp(log.low), high: Math.exp(log.high), confidence: log.confidence };
}

/**
 * Exact signed-rank interval of log values at the level of one look, its `confidence` the overall one that it
 * keeps over all looks and comparisons.
 */
export function lookInterval(logValues: readonly number[], confidence: number, comparisons: number): Interval {
  const interval = signedRankInterval(logValues, alphaPerLook(confidence, comparisons));
  return { ...interval, confidence: attainedConfidence(confidence, comparisons, interval.confidence) };
}

/** Of the pair, whichever rounds or blocks are looked at: the interval at the level of one look, widened where rounds depend on each other. */
function logRatioOf(differences: readonly number[], rule: PairRule): Interval {
  const interval = lookInterval(differences, rule.confidence, rule.comparisons);
  return widened(interval, wideningFactor(differences));
}

/** Of the mean blocks, at the level of one look: what all iterations took together, pauses included. */
function totalRatioOf(baseline: TrialValues, candidate: TrialValues, rule: PairRule): Interval {
  const differences = roundDifferences(baseline.logMean, candidate.logMean);
  const interval = studentTInterval(differences, alphaPerLook(rule.confidence, rule.comparisons));
  const confidence = attainedConfidence(rule.confidence, rule.comparisons, interval.confidence);
  return exponential({ ...widened(interval, wideningFactor(differences)), confidence });
}

/** Too few rounds for the level cannot be judged. */
function judgeRounds(differences: readonly number[], rule: PairRule): Judgement {
  if (differences.length < fewestRounds(rule.comparisons, rule.confidence)) return UNDECIDED;
  return judge(logRatioOf(differences, rule), rule.practicalDifference);
}

const UNDECIDED: Judgement = { verdict: 'INCONCLUSIVE', clear: false };

function flagsOf(baseline: TrialValues, candidate: TrialValues, rule: PairRule): string[] {
  const typical = roundDifferences(baseline.logTypical, candidate.logTypical);
  const total = roundDifferences(baseline.logMean, candidate.logMean);
  // A trial of one number has no pauses that its median could hide.
  const pauses = [baseline, candidate].some(hasPauses);
  const disagreement = pauses ? Math.abs(mean(total) - hodgesLehmann(typical)) : 0;
  const flags: string[] = [];
  if (typical.length < fewestRounds(rule.comparisons, rule.confidence)) flags.push('TOO_FEW_ROUNDS');
  if (unsteadyRounds(baseline, candidate).includes(true)) flags.push('NOT_STEADY');
  flags.push(...new Set([...baseline.disturbances, ...candidate.disturbances].sort()));
  if (isLoadUneven(baseline.foreignShares, candidate.foreignShares)) flags.push('UNEVEN_LOAD');
  if (wideningFactor(typical) > 1) flags.push('AUTOCORRELATED');
  if ([baseline, candidate].some((run) => drifts(run, rule.practicalDifference))) flags.push('DRIFTING');
  if (disagreement > practicalBound(rule.practicalDifference)) flags.push('TAIL_SENSITIVE');
  return flags;
}

function hasPauses({ logMean, logTypical }: TrialValues): boolean {
  return logMean.some((value, round) => value !== logTypical[round]);
}

/** Two-sided level of "its trials drift": as strict as that of a trend in a warm-up. */
const DRIFT_ALPHA = 0.01;

/** Whether a run's blocks become slower or faster within its trials by more than half of what matters, and not by chance. */
function drifts({ logDrift }: TrialValues, practicalDifference: number): boolean {
  const typical = Math.abs(hodgesLehmann(logDrift));
  return typical > practicalBound(practicalDifference) / 2 && signedRankPValue(logDrift) < DRIFT_ALPHA;
}

function unsteadyRounds(baseline: TrialValues, candidate: TrialValues): boolean[] {
  return baseline.notSteady.map((unsteady, round) => unsteady || candidate.notSteady[round] === true);
}

/** The same verdict must come out without the rounds in which a trial never became steady, and without the first blocks. */
function isRobust(verdict: VerdictName, baseline: TrialValues, candidate: TrialValues, rule: PairRule): boolean {
  const unsteady = unsteadyRounds(baseline, candidate);
  const typical = roundDifferences(baseline.logTypical, candidate.logTypical);
  const settled = roundDifferences(baseline.logSettled, candidate.logSettled);
  const steadyOnly = typical.filter((_, round) => !unsteady[round]);
  return [settled, steadyOnly].every((differences) => judgeRounds(differences, rule).verdict === verdict);
}

/**
 * The pair over its complete rounds, of which there must be at least one: Hodges–Lehmann ratio with the exact
 * interval of the round differences of log(median block), widened where rounds depend on each other. Too few
 * rounds for the level leave it INCONCLUSIVE whatever the interval says, and so does a verdict that hangs on
 * trials that never became steady (NOT_STEADY) or on the first blocks of the trials (WARMING).
 */
export function analysePair(baseline: TrialValues, candidate: TrialValues, rule: PairRule): PairAnalysis {
  const differences = roundDifferences(baseline.logTypical, candidate.logTypical);
  const flags = flagsOf(baseline, candidate, rule);
  const { judgement, robust } = judgePair(baseline, candidate, rule);
  if (!robust && !flags.includes('NOT_STEADY')) flags.push('WARMING');
  const open = judgement.verdict === 'INCONCLUSIVE';
  const alpha = alphaPerLook(rule.confidence, rule.comparisons);
  const breakEven = breakEvenOf(baseline, candidate, rule);
  return {
    baselineRunId: baseline.runId,
    candidateRunId: candidate.runId,
    ratio: exponential(logRatioOf(differences, rule)),
    totalRatio: totalRatioOf(baseline, candidate, rule),
    ...(breakEven ? { breakEven } : {}),
    ...(robust ? judgement : UNDECIDED),
    rounds: differences.length,
    minimumDetectableDifference: minimumDetectableDifference(differences, alpha),
    furtherRounds: open
      ? furtherRounds(differences, alpha, rule.practicalDifference, fewestRounds(rule.comparisons, rule.confidence))
      : null,
    flags,
  };
}

/** What the pair's rounds say by a rule, and whether less favoured rounds and blocks say it too. */
export function judgePair(
  baseline: TrialValues,
  candidate: TrialValues,
  rule: PairRule,
): { judgement: Judgement; robust: boolean } {
  const judgement = judgeRounds(roundDifferences(baseline.logTypical, candidate.logTypical), rule);
  const robust = judgement.verdict === 'INCONCLUSIVE' || isRobust(judgement.verdict, baseline, candidate, rule);
  return { judgement, robust };
}
