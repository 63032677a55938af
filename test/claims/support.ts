/** Measured races as the claims see them, made up from numbers that a test knows the truth of. */
import type { PlannedRace } from '../../src/claims/planned-race';
import { planReport, type ReportPlan } from '../../src/claims/report-plan';
import { CLAIM_IDS } from '../../src/claims/claim';
import type { Outcomes, RaceOutcome } from '../../src/claims/outcome';
import type { Interval } from '../../src/statistics/analysis';
import { analyseRace } from '../../src/statistics/race-analysis';
import type { Random } from '../statistics/random';

export const ENGINES = [
  { id: 'pytorch', name: 'PyTorch', variants: [] },
  { id: 'tensorflow', name: 'TensorFlow', variants: [] },
  {
    ...{ id: 'keras', name: 'Keras' },
    variants: ['pytorch', 'tensorflow'].flatMap((engine) =>
      (['STEPS', 'FIT'] as const).map((through) => ({
        id: `${engine}-${through}`,
        over: { engine, interface: through },
      })),
    ),
  },
];

export function wholePlan(engines = ENGINES): ReportPlan {
  return planReport({ engines, claims: CLAIM_IDS, device: 'CPU' });
}

/** Seconds that an entrant really takes, of one iteration. */
export type Truth = (race: PlannedRace, label: string) => number;

/** As many as a race has at its first looks, and as many as it has within its budget. */
const LOOKS = [12, 40] as const;
/** Of one trial; the machine's own drift is common to a round. */
const NOISE = 0.01;
const DRIFT = 0.05;
const PRACTICAL_DIFFERENCE = 0.02;

/** Rounds with noise until the race's own analysis can say something of every pair, or its budget is spent. */
export function simulatedRace(race: PlannedRace, truth: Truth, random: Random): RaceOutcome {
  const first = simulatedRounds(race, truth, random, LOOKS[0]);
  if (first.comparisons.every(({ verdict }) => verdict !== 'INCONCLUSIVE')) return first;
  return simulatedRounds(race, truth, random, LOOKS[1]);
}

function simulatedRounds(race: PlannedRace, truth: Truth, random: Random, rounds: number): RaceOutcome {
  const drifts = Array.from({ length: rounds }, () => DRIFT * random.gaussian());
  const runs = race.entrants.map(({ label }) => ({
    runId: label,
    trials: drifts.map((drift, round) => ({
      round,
      blockSeconds: [truth(race, label) * Math.exp(drift + NOISE * random.gaussian())],
      notSteady: false,
    })),
  }));
  const analysis = analyseRace({
    runs,
    question: race.question,
    practicalDifference: PRACTICAL_DIFFERENCE,
    confidence: 0.95,
  });
  return {
    practicalDifference: PRACTICAL_DIFFERENCE,
    runs: analysis.runs.map(({ runId, secondsPerIteration, rounds }) => ({
      ...{ runId, label: runId, missing: null, rounds },
      secondsPerItem: secondsPerIteration,
    })),
    comparisons: analysis.comparisons,
  };
}

export function simulatedOutcomes(plan: ReportPlan, truth: Truth, random: Random): Outcomes {
  const races = new Map(plan.races.map((race) => [race.key, simulatedRace(race, truth, random)]));
  return (key) => races.get(key) ?? null;
}

export const interval = (value: number, low: number, high: number, confidence = 0.95): Interval => ({
  ...{ value, low, high, confidence },
});
