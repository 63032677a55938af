/** Races on a simulated clock, judged at the looks just as real ones: for error rates that need hundreds of races. */
import type { AnalysisInput, QuestionName, RaceAnalysis, VerdictName } from '../../src/statistics/analysis';
import { isLook, LOOKS } from '../../src/statistics/looks';
import { analyseRace, comparisonCount } from '../../src/statistics/race-analysis';
import { raceDecided } from '../../src/statistics/race-decision';
import { passOrder } from '../../src/statistics/schedule';
import { Random, times } from './random';

export const NOISES = ['gaussian', 'heavy-tailed', 'bimodal', 'contaminated', 'drifting'] as const;
export type Noise = (typeof NOISES)[number];

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
  /** The pairs of which that is so: "run_0 run_1". */
  readonly everCalledPairs: readonly string[];
}

/** Scale of a trial's own noise: half a percent, as measured between processes on a shared virtual machine. */
const TRIAL_NOISE = 0.005;
/** What all trials of a round share, in either direction: neighbours on the host. */
const ROUND_NOISE = 0.03;

function draw(noise: Noise, random: Random): number {
  if (noise === 'heavy-tailed') return random.heavyTailed();
  // A process gets one of two layouts of memory, and keeps it.
  if (noise === 'bimodal') return 0.5 * random.gaussian() + (random.uniform() < 0.5 ? -1.5 : 1.5);
  if (noise === 'contaminated') return random.gaussian() * (random.uniform() < 0.1 ? 5 : 1);
  return random.gaussian();
}

/** Passes of a round, and the steps of a drifting machine from one block to the next and while processes start. */
const PASSES = 8;
const BLOCK_DRIFT = 0.003;
const START_DRIFT = 0.02;

/** Levels of a machine that drifts block by block through the passes of a real schedule, by entrant, round and pass. */
function driftingLevels(seed: number, entrants: number, rounds: number, random: Random): number[][][] {
  let level = 0;
  const levels = times(entrants, () => times(rounds, () => new Array<number>(PASSES).fill(0)));
  for (let round = 0; round < rounds; round += 1) {
    level += START_DRIFT * random.gaussian();
    for (let pass = 0; pass < PASSES; pass += 1) {
      for (const position of passOrder(seed, round + 1, pass, entrants)) {
        level += BLOCK_DRIFT * random.gaussian();
        const trial = levels[position]?.[round];
        if (trial) trial[pass] = level;
      }
    }
  }
  return levels;
}

function simulatedRuns(race: SimulatedRace): AnalysisInput['runs'] {
  const random = new Random(race.seed);
  const rounds = LOOKS[LOOKS.length - 1] ?? 0;
  const shared = times(rounds, () => random.gaussian() * ROUND_NOISE);
  const drift = race.noise === 'drifting' ? driftingLevels(race.seed, race.logTimes.length, rounds, random) : undefined;
  return race.logTimes.map((logTime, position) => ({
    runId: `run_${position}`,
    trials: shared.map((common, index) => {
      const own = logTime + TRIAL_NOISE * draw(race.noise, random);
      const levels = drift?.[position]?.[index] ?? [common];
      return { round: index + 1, blockSeconds: levels.map((level) => Math.exp(own + level)), notSteady: false };
    }),
  }));
}

/** Plays the race up to the look that decides it, or to the last one. */
export function play(race: SimulatedRace): Outcome {
  const runs = simulatedRuns(race);
  const question = race.question ?? 'BEST';
  const comparisons = comparisonCount(question, runs.length);
  const { practicalDifference } = race;
  const everCalledPairs = new Set<string>();
  for (let rounds = 1; ; rounds += 1) {
    if (!isLook(rounds, comparisons)) continue;
    const soFar = runs.map((run) => ({ ...run, trials: run.trials.slice(0, rounds) }));
    const analysis = analyseRace({ runs: soFar, question, practicalDifference, confidence: 0.95 });
    const verdicts = analysis.comparisons.map((pair) => pair.verdict);
    for (const { verdict, baselineRunId, candidateRunId } of analysis.comparisons) {
      if (verdict === 'BASELINE_FASTER' || verdict === 'CANDIDATE_FASTER') {
        everCalledPairs.add([baselineRunId, candidateRunId].sort().join(' '));
      }
    }
    if (
      raceDecided(analysis, { practicalDifference, targetHalfWidth: null, enoughShare: 0.2 }) ||
      rounds === runs[0]?.trials.length
    ) {
      const everCalledFaster = everCalledPairs.size > 0;
      return { analysis, rounds, verdicts, everCalledFaster, everCalledPairs: [...everCalledPairs] };
    }
  }
}

/** Share of outcomes for which something holds. */
export function share(outcomes: readonly Outcome[], holds: (outcome: Outcome) => boolean): number {
  return outcomes.filter(holds).length / outcomes.length;
}
