/** What the races of a report say together: of its claims, and of how far it is. */
import type { Claim } from '../claims/claim';
import { judgeClaim, type JudgedClaim } from '../claims/judge';
import type { RaceOutcome, RunOutcome } from '../claims/outcome';
import type { Race } from '../entities/race.entity';
import type { Run } from '../entities/run.entity';
import type { Interval } from '../statistics/analysis';
import { measuredBy } from './metric';
import { hasEnded } from './race-status';
import { workloadOf } from './race-workload';
import { isJudged } from './races-together';

/** One race of a report, with its runs in the order of the entrants; null where it was deleted or nobody could run. */
export interface ReportedRace {
  readonly key: string;
  readonly name: string;
  readonly race: Race | null;
  readonly runs: readonly Run[];
}

export function judgeClaims(claims: readonly Claim[], races: readonly ReportedRace[]): JudgedClaim[] {
  const outcomes = new Map(races.map((reported) => [reported.key, outcomeOf(reported)]));
  return claims.map((claim) => judgeClaim(claim, (key) => outcomes.get(key) ?? null));
}

function outcomeOf({ race, runs }: ReportedRace): RaceOutcome | null {
  if (!race) return null;
  return {
    runs: runs.filter(({ cloneOf }) => cloneOf === null).map((run) => runOutcome(run, race)),
    practicalDifference: race.practicalDifference,
    comparisons: isJudged(race) ? (race.analysis?.comparisons ?? []) : [],
  };
}

function runOutcome({ id, label, failure }: Run, race: Race): RunOutcome {
  const rounds = race.analysis?.runs.find((run) => run.runId === id)?.rounds ?? 0;
  const missing = failure?.message ?? unfinished(race);
  return { runId: id, label, secondsPerItem: secondsPerItem(race, id), rounds, missing };
}

/** Why a race that has ended says nothing more. */
function unfinished({ status, failure, analysis, roundsCompleted }: Race): string | null {
  if (status === 'FAILED') return failure?.message ?? 'its race failed';
  if (status === 'FINISHED' && roundsCompleted === 0)
    return 'its budget ended before a round of all entrants was complete';
  return status === 'CANCELLED' && !analysis ? 'its race was cancelled' : null;
}

function secondsPerItem(race: Race, runId: string): Interval | null {
  // A request is one iteration, of as many items.
  if (!['ITERATION', 'REQUEST'].includes(measuredBy(race.metric)) || !isJudged(race)) return null;
  const seconds = race.analysis?.runs.find((run) => run.runId === runId)?.secondsPerIteration;
  const items = workloadOf(race)?.itemsPerIteration(race.parameters, race.batchSize);
  if (!seconds || items === undefined) return null;
  const { value, low, high, confidence } = seconds;
  return { value: value / items, low: low / items, high: high / items, confidence };
}

export interface Progress {
  readonly racesEnded: number;
  readonly racesTotal: number;
  /** 0 to 1, by budgets. */
  readonly share: number;
  /** Null once all have ended. */
  readonly estimatedSecondsLeft: number | null;
}

const MILLISECONDS_PER_SECOND = 1000;
/** What importing, proving and storing take beside the budget: a guess for as long as nothing was seen. */
const FIRST_GUESS = { weightSeconds: 15, perBudgetSecond: 1 };

/**
 * What is left is the budgets of what has not ended, times what a second of budget took so far, from beginning to end: races that
 * decide early and imports that take long are both in it.
 */
export function progressOf(races: readonly ReportedRace[], now: number): Progress {
  const there = races.flatMap(({ race }) => race ?? []);
  const ended = there.filter(({ status }) => hasEnded(status));
  const budgetOf = (some: readonly Race[]) => some.reduce((sum, { budgetSeconds }) => sum + budgetSeconds, 0);
  const measured = ended.filter((race) => race.startedAt !== null && race.finishedAt !== null);
  const taken = measured.reduce((sum, race) => sum + elapsed(race, race.finishedAt ?? now), 0);
  const { weightSeconds, perBudgetSecond } = FIRST_GUESS;
  const pace = (taken + weightSeconds * perBudgetSecond) / (budgetOf(measured) + weightSeconds);
  const left = there.filter(({ status }) => !hasEnded(status)).map((race) => leftOf(race, pace, now));
  const secondsLeft = left.reduce((sum, seconds) => sum + seconds, 0);
  const whole = budgetOf(there) * pace;
  return {
    ...{ racesEnded: ended.length, racesTotal: there.length },
    share: left.length === 0 || whole === 0 ? 1 : Math.max(0, 1 - secondsLeft / whole),
    estimatedSecondsLeft: left.length === 0 ? null : secondsLeft,
  };
}

const elapsed = ({ startedAt }: Race, until: number) =>
  Math.max(0, until - (startedAt ?? until)) / MILLISECONDS_PER_SECOND;

/** One under way has at least a little before it. */
function leftOf(race: Race, pace: number, now: number): number {
  const whole = race.budgetSeconds * pace;
  return race.status === 'RUNNING' ? Math.max(whole - elapsed(race, now), whole / 20) : whole;
}
