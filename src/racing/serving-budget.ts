/** How long races of requests take: to show a percentile takes hundreds of requests at each rate. */
import type { LatencyBound, QuestionName } from '../statistics/analysis';
import { USUAL_SEARCH } from '../statistics/rate-search';
import type { EffortPlan } from './effort';
import { STARTING_SECONDS, trialsToFirstLook } from './energy-budget';

/** Of the bound: how long an iteration is taken to last where nobody knows yet. */
const ITERATION_SHARE = 0.25;
const LONGEST_STANDARD_SECONDS = 3600;
/** Of one trial's probes, however small the budget is. */
const LEAST_SECONDS = 10;

interface Field {
  readonly question: QuestionName;
  readonly runs: number;
}

/** Of the effort, or what the rounds up to the first look would take where iterations last a quarter of the bound. */
export function servingBudgetSeconds(
  effort: EffortPlan,
  race: Field & Pick<LatencyBound, 'latencyBoundSeconds'>,
): number {
  const probesSeconds = USUAL_SEARCH * effort.requestsPerProbe * ITERATION_SHARE * race.latencyBoundSeconds;
  const seconds = Math.ceil(trialsToFirstLook(race) * (STARTING_SECONDS + probesSeconds));
  return Math.max(effort.budgetSeconds, Math.min(LONGEST_STANDARD_SECONDS, seconds));
}

/** What the probes of one trial may take: its part of the budget. */
export function mostServingSeconds(race: Field & { readonly budgetSeconds: number }): number {
  return Math.max(LEAST_SECONDS, race.budgetSeconds / trialsToFirstLook(race));
}
