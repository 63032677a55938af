/** From blocks to the one number per trial that rounds are compared by. */
import type { RunSample, TrialSample } from './analysis';
import { mean, median } from './descriptive';

/** One run's trials of the rounds that every run completed, in the order of the rounds. */
export interface TrialValues {
  readonly runId: string;
  /** log(median block), log seconds per iteration: the typical time. */
  readonly logTypical: readonly number[];
  /** log(mean block): keeps pauses and stalls. */
  readonly logMean: readonly number[];
  /** As `logTypical`, without the first blocks of each trial. */
  readonly logSettled: readonly number[];
  /** By how much log time rises from the first block of a trial to its last, along a robust line. */
  readonly logDrift: readonly number[];
  /** Per round: the trial never became steady. */
  readonly notSteady: readonly boolean[];
  /** Per round: part of the processors' time during its blocks that went to others; null where not known. */
  readonly foreignShares: readonly (number | null)[];
  /** Per round: seconds until it was steady, and of an iteration from then on; null where starts were not raced. */
  readonly starts: readonly (StartValues | null)[];
  /** Of any of its trials, each once. */
  readonly disturbances: readonly string[];
}

export interface StartValues {
  readonly secondsToSteady: number;
  readonly secondsPerIteration: number;
}

function startOf({ blockSeconds, afterStart }: TrialSample): StartValues | null {
  if (!afterStart) return null;
  const { secondsPerIteration, excessSeconds } = afterStart;
  return { secondsToSteady: (blockSeconds[0] ?? Number.NaN) + excessSeconds, secondsPerIteration };
}

/** On shared machines a verdict must not depend on these (method.md 1.4); at most half of a short trial. */
const FIRST_BLOCKS = 3;

/** Times that have a logarithm: a trial that was cut off before its first block has none. */
function isUsable(blockSeconds: readonly number[]): boolean {
  return blockSeconds.length > 0 && blockSeconds.every((seconds) => seconds > 0 && Number.isFinite(seconds));
}

function withoutFirst(blockSeconds: readonly number[]): readonly number[] {
  return blockSeconds.slice(Math.min(FIRST_BLOCKS, Math.floor(blockSeconds.length / 2)));
}

/** Slope of all pairs' median (Sen 1968, "Estimates of the regression coefficient based on Kendall's tau") over the trial. */
function driftOf(logs: readonly number[]): number {
  const slopes = logs.flatMap((later, j) => logs.slice(0, j).map((earlier, i) => (later - earlier) / (j - i)));
  return slopes.length === 0 ? 0 : median(slopes) * (logs.length - 1);
}

/**
 * The trials of the complete rounds (those in which every given run has a trial with blocks) of each run, in the
 * order of the runs. Where a run holds a round twice the later entry counts. The order of trials does not matter.
 */
export function completeTrialValues(runs: readonly RunSample[]): TrialValues[] {
  const byRound = runs.map((run) => {
    const usable = run.trials.filter((trial) => isUsable(trial.blockSeconds));
    return new Map(usable.map((trial) => [trial.round, trial]));
  });
  const rounds = [...(byRound[0]?.keys() ?? [])]
    .filter((round) => byRound.every((trials) => trials.has(round)))
    .sort((a, b) => a - b);
  return runs.map((run, index) => {
    const trials = rounds.flatMap((round) => byRound[index]?.get(round) ?? []);
    return {
      runId: run.runId,
      logTypical: trials.map((trial) => Math.log(median(trial.blockSeconds))),
      logMean: trials.map((trial) => Math.log(mean(trial.blockSeconds))),
      logSettled: trials.map((trial) => Math.log(median(withoutFirst(trial.blockSeconds)))),
      logDrift: trials.map((trial) => driftOf(trial.blockSeconds.map(Math.log))),
      notSteady: trials.map((trial) => trial.notSteady),
      foreignShares: trials.map((trial) => trial.foreignShare ?? null),
      starts: trials.map(startOf),
      disturbances: [...new Set(trials.flatMap((trial) => trial.disturbances ?? []))].sort(),
    };
  });
}
