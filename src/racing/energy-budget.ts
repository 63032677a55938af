/** How long races of energy take: their trials are long, whatever the effort. */
import type { MetricName } from '../entities/race.entity';
import type { QuestionName } from '../statistics/analysis';
import { firstLook } from '../statistics/looks';
import { comparisonCount } from '../statistics/race-analysis';
import type { EffortPlan } from './effort';

/** From the start of a process to the end of its warm-up: importing a framework, the proof (measured: 3 to 8 s). */
export const STARTING_SECONDS = 8;

/** Of the effort; in a race of energy at least what the rounds up to its first look take. */
export function standardBudgetSeconds(
  effort: EffortPlan,
  race: { readonly metric: MetricName; readonly question: QuestionName; readonly runs: number },
): number {
  if (race.metric !== 'ENERGY') return effort.budgetSeconds;
  const { restSeconds, idleSeconds, workSeconds } = effort.energy;
  const trialSeconds = STARTING_SECONDS + restSeconds + idleSeconds + workSeconds;
  return Math.max(effort.budgetSeconds, Math.ceil(trialsToFirstLook(race) * trialSeconds));
}

/** What one trial's work may take where its iterations are too slow for the fewest that are wanted: its part of the budget. */
export function mostWorkSeconds(
  { energy }: EffortPlan,
  race: { readonly budgetSeconds: number; readonly question: QuestionName; readonly runs: number },
): number {
  return Math.max(energy.workSeconds, race.budgetSeconds / trialsToFirstLook(race));
}

/** Of all entrants together. */
export function trialsToFirstLook({
  question,
  runs,
}: {
  readonly question: QuestionName;
  readonly runs: number;
}): number {
  return firstLook(comparisonCount(question, runs)) * runs;
}
