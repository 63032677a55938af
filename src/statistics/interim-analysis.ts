/** What a race that is still running may say of its pairs: what it said at its last planned look, and no more. */
import type { AnalysisInput, RaceAnalysis, RunSample } from './analysis';
import { fewestRounds, LOOKS, firstLook } from './looks';
import { analyseRace, comparisonCount, entrants } from './race-analysis';

/**
 * As `analyseRace`, but comparisons and standings are those of the last planned look: whoever stops the race because
 * of what is shown then stops at a look, and the promised error holds. The times of the runs are up to date.
 */
export function interimAnalysis(input: AnalysisInput): RaceAnalysis {
  const current = analyseRace(input);
  const pairs = comparisonCount(input.question, entrants(input.runs).length);
  const looked = roundsAtLastLook(current.roundsCompleted, pairs, input.confidence);
  if (looked === current.roundsCompleted) return current;
  const { comparisons, standings, selfCheck } = analyseRace({
    ...input,
    runs: firstCompleteRounds(input.runs, looked),
  });
  return { ...current, comparisons, standings, ...(selfCheck ? { selfCheck } : {}) };
}

/** Before the first look: at most as many rounds as cannot decide anything yet. */
function roundsAtLastLook(rounds: number, comparisons: number, confidence: number): number {
  const first = firstLook(comparisons, confidence);
  if (rounds < first) return Math.min(rounds, fewestRounds(comparisons, confidence) - 1);
  return Math.max(first, ...LOOKS.filter((look) => look > first && look <= rounds));
}

function firstCompleteRounds(runs: readonly RunSample[], count: number): RunSample[] {
  const complete = (runs[0]?.trials ?? [])
    .map(({ round }) => round)
    .filter((round) => runs.every(({ trials }) => trials.some((trial) => trial.round === round)))
    .sort((a, b) => a - b);
  const counted = new Set(complete.slice(0, count));
  return runs.map((run) => ({ ...run, trials: run.trials.filter(({ round }) => counted.has(round)) }));
}
