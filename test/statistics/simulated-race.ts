/** Races on a simulated clock, judged at the looks just as real ones: for error rates that need hundreds of races. */
import type { AnalysisInput, QuestionName, RaceAnalysis, VerdictName } from '../../src/statistics/analysis';
import { isLook, LOOKS } from '../../src/statistics/looks';
import { analyseRace, comparisonCount } from '../../src/statistics/race-analysis';
import { raceDecided } from '../../src/statistics/race-decision';
import { Random, times } from './random';

export type Noise = 'gaussian' | 'heavy-tailed' | 'contaminated';

export interface SimulatedRace {
  readonly seed: number;
  /** True log time of each entrant. */
  readonly logTimes: readonly number[];
  readonly noise: Noise;
  readonly practicalDifference: number;
  readonly question?: QuestionName;
}

export interface Outcome {
  readonly analysis: RaceAnalysis;
  readonly rounds: number;
  readonly verdicts: readonly VerdictName[];
  /** Whether any comparison called one of the two faster at any look, also where the race went on after it. */
  readonly everCalledFaster: boolean;
}

/** Scale of a trial's own noise: half a percent, as measured between processes on a shared virtual machine. */
const TRIAL_NOISE = 0.005;
/** What all trials of a round share, in either direction: neighbours on the host. */
const ROUND_NOISE = 0.03;

function draw(noise: Noise, random: Random): number {
  if (noise === 'gaussian') return random.gaussian();
  if (noise === 'heavy-tailed') return random.heavyTailed();
  return random.gaussian() * (random.uniform() < 0.1 ? 5 : 1);
}

function simulatedRuns(race: SimulatedRace): AnalysisInput['runs'] {
  const random = new Random(race.seed);
  const rounds = times(LOOKS[LOOKS.length - 1] ?? 0, () => random.gaussian() * ROUND_NOISE);
  return race.logTimes.map((logTime, position) => ({
    runId: `run_${position}`,
    trials: rounds.map((shared, index) => ({
      round: index + 1,
      blockSeconds: [Math.exp(logTime + shared + TRIAL_NOISE * draw(race.noise, random))],
      notSteady: false,
    })),
  }));
}

/** Plays the race up to the look that decides it, or to the last one. */
export function play(race: SimulatedRace): Outcome {
  const runs = simulatedRuns(race);
  const question = race.question ?? 'BEST';
  const comparisons = comparisonCount(question, runs.length);
  const { practicalDifference } = race;
  let everCalledFaster = false;
  for (let rounds = 1; ; rounds += 1) {
    if (!isLook(rounds, comparisons)) continue;
    const soFar = runs.map((run) => ({ ...run, trials: run.trials.slice(0, rounds) }));
    const analysis = analyseRace({ runs: soFar, question, practicalDifference, confidence: 0.95 });
    const verdicts = analysis.comparisons.map((pair) => pair.verdict);
    everCalledFaster ||= verdicts.some((verdict) => verdict === 'BASELINE_FASTER' || verdict === 'CANDIDATE_FASTER');
    if (raceDecided(analysis, practicalDifference) || rounds === runs[0]?.trials.length) {
      return { analysis, rounds, verdicts, everCalledFaster };
    }
  }
}

/** Share of outcomes for which something holds. */
export function share(outcomes: readonly Outcome[], holds: (outcome: Outcome) => boolean): number {
  return outcomes.filter(holds).length / outcomes.length;
}
