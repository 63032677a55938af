/** The whole way from stored blocks to ratios, verdicts and standings, as one pure function. */
import type { AnalysisInput, Interval, PairAnalysis, QuestionName, RaceAnalysis, RunAnalysis } from './analysis';
import { anytimeInterval } from './anytime-interval';
import { widened, wideningFactor } from './autocorrelation';
import { analysePair, exponential, lookInterval, roundDifferences } from './pair-analysis';
import { analyseFamily, type Pair } from './pair-family';
import { fromFastest, tiers } from './standings';
import { completeTrialValues, type TrialValues } from './trial-values';

/**
 * Pairs that share the error of a question over `runs` runs, at least 1. BEST shows runs − 1 of them but pays for
 * all, because who leads is chosen from the data.
 */
export function comparisonCount(question: QuestionName, runs: number): number {
  return Math.max(1, question === 'VS_BASELINE' ? runs - 1 : allPairs(runs));
}

function allPairs(runs: number): number {
  return (runs * (runs - 1)) / 2;
}

/**
 * What the stored blocks say: the same answer bit for bit for the same input, whatever the order of a run's
 * trials. Entering the runs in another order keeps every statement; a pair that is then seen from the other side
 * has its log ratio negated exactly. Without a complete round there are runs and one tier, but nothing else.
 */
export function analyseRace(input: AnalysisInput): RaceAnalysis {
  const everyone = completeTrialValues(input.runs);
  const racing = new Set(entrants(input.runs).map(({ runId }) => runId));
  const runs = everyone.filter(({ runId }) => racing.has(runId));
  const ordered = fromFastest(runs);
  const rounds = runs[0]?.logTypical.length ?? 0;
  const everyPair = rounds === 0 ? [] : analyseFamily(pairsFor(input.question, runs, ordered), input);
  return {
    roundsCompleted: rounds,
    runs: everyone.map((run) => analyseRun(run, ordered[0] ?? run, runs.length, input)),
    comparisons: rounds === 0 ? [] : comparisons(runs, everyPair, input),
    standings: tiers(ordered, everyPair),
    ...selfCheck(everyone, input),
  };
}

/** The runs that are compared: all but clones. */
export function entrants<Entrant extends { readonly cloneOf?: string | null }>(runs: readonly Entrant[]): Entrant[] {
  return runs.filter(({ cloneOf }) => cloneOf === undefined || cloneOf === null);
}

/** Of the same program twice: whoever tells them apart would tell others apart too. */
function selfCheck(everyone: readonly TrialValues[], input: AnalysisInput): Pick<RaceAnalysis, 'selfCheck'> {
  const cloned = input.runs.find(({ cloneOf }) => cloneOf !== undefined);
  const [original, clone] = [cloned?.cloneOf, cloned?.runId].map((id) => everyone.find(({ runId }) => runId === id));
  if (!original || !clone || original.logTypical.length === 0) return {};
  return { selfCheck: analysePair(original, clone, { ...input, comparisons: 1 }) };
}

function pairsOfAll(runs: readonly TrialValues[]): Pair[] {
  return runs.flatMap((baseline, index) => runs.slice(index + 1).map((candidate): Pair => [baseline, candidate]));
}

function pairsAgainst(baseline: TrialValues, runs: readonly TrialValues[]): Pair[] {
  return runs.filter((run) => run !== baseline).map((candidate): Pair => [baseline, candidate]);
}

/** All pairs; for BEST those with the leader first, seen from it. */
function pairsFor(question: QuestionName, runs: readonly TrialValues[], ordered: readonly TrialValues[]): Pair[] {
  const [leader] = ordered;
  if (question !== 'BEST' || !leader) return pairsOfAll(runs);
  return [...pairsAgainst(leader, runs), ...pairsOfAll(runs.filter((run) => run !== leader))];
}

/** Of all pairs, those that the question asks for. */
function comparisons(
  runs: readonly TrialValues[],
  everyPair: readonly PairAnalysis[],
  input: AnalysisInput,
): readonly PairAnalysis[] {
  const [first] = runs;
  if (!first || input.question === 'ALL_PAIRS') return everyPair;
  if (input.question === 'VS_BASELINE') return analyseFamily(pairsAgainst(first, runs), input);
  return everyPair.slice(0, runs.length - 1);
}

function analyseRun(run: TrialValues, leader: TrialValues, racing: number, input: AnalysisInput): RunAnalysis {
  const rounds = run.logTypical.length;
  const alpha = 1 - input.confidence;
  const toLeader = roundDifferences(leader.logTypical, run.logTypical);
  return {
    runId: run.runId,
    rounds,
    secondsPerIteration: rounds === 0 ? null : secondsInterval(run, input.confidence),
    runningSecondsPerIteration: exponentialOrNull(anytimeInterval(run.logTypical, alpha)),
    // The leader is chosen from the data, so each ratio pays for all pairs; its ratio to itself says nothing.
    runningRatioToLeader:
      run === leader || racing < 2 ? null : exponentialOrNull(anytimeInterval(toLeader, alpha / allPairs(racing))),
  };
}

function secondsInterval(run: TrialValues, confidence: number): Interval {
  return exponential(widened(lookInterval(run.logTypical, confidence, 1), wideningFactor(run.logTypical)));
}

function exponentialOrNull(log: Interval | null): Interval | null {
  return log === null ? null : exponential(log);
}
