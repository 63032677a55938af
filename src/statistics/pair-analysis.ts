/** Two runs against each other, round by round. */
import type { Interval, PairAnalysis } from './analysis';
import { widened, wideningFactor } from './autocorrelation';
import { alphaPerLook, attainedConfidence, firstLook } from './looks';
import { minimumDetectableDifference } from './minimum-detectable-difference';
import { hodgesLehmann, signedRankInterval } from './signed-rank';
import { mean } from './descriptive';
import type { TrialValues } from './trial-values';
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

function flagsOf(baseline: TrialValues, candidate: TrialValues, rule: PairRule): string[] {
  const typical = roundDifferences(baseline.logTypical, candidate.logTypical);
  const total = roundDifferences(baseline.logMean, candidate.logMean);
  const disagreement = Math.abs(mean(total) - hodgesLehmann(typical));
  const flags: string[] = [];
  if (typical.length < firstLook(rule.comparisons, rule.confidence)) flags.push('TOO_FEW_ROUNDS');
  if (baseline.notSteady || candidate.notSteady) flags.push('NOT_STEADY');
  if (wideningFactor(typical) > 1) flags.push('AUTOCORRELATED');
  if (disagreement > practicalBound(rule.practicalDifference)) flags.push('TAIL_SENSITIVE');
  return flags;
}

/**
 * The pair over its complete rounds, of which there must be at least one: Hodges–Lehmann ratio with the exact
 * interval of the round differences of log(median block), widened where rounds depend on each other. Too few
 * rounds for the level, or a trial that never became steady, leave it INCONCLUSIVE whatever the interval says.
 */
export function analysePair(baseline: TrialValues, candidate: TrialValues, rule: PairRule): PairAnalysis {
  const differences = roundDifferences(baseline.logTypical, candidate.logTypical);
  const interval = lookInterval(differences, rule.confidence, rule.comparisons);
  const logRatio = widened(interval, wideningFactor(differences));
  const flags = flagsOf(baseline, candidate, rule);
  const barred = flags.includes('TOO_FEW_ROUNDS') || flags.includes('NOT_STEADY');
  const undecided: Judgement = { verdict: 'INCONCLUSIVE', clear: false };
  const level = alphaPerLook(rule.confidence, rule.comparisons);
  return {
    baselineRunId: baseline.runId,
    candidateRunId: candidate.runId,
    ratio: exponential(logRatio),
    ...(barred ? undecided : judge(logRatio, rule.practicalDifference)),
    rounds: differences.length,
    minimumDetectableDifference: minimumDetectableDifference(differences, level),
    flags,
  };
}
