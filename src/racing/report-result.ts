/** What the races of a report say together: of its claims, and of how far it is. */
import type { Claim } from '../claims/claim';
import { judgeClaim, type JudgedClaim } from '../claims/judge';
import type { RaceOutcome, RunOutcome } from '../claims/outcome';
import type { Race } from '../entities/race.entity';
import type { Run } from '../entities/run.entity';
import type { Interval } from '../statistics/analysis';
import { groupBy } from './group-by';
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
/** What every race takes for importing and proving, whatever its budget: a guess that fits machines which need 5 to 30 s. */
const SECONDS_OF_EACH = 15;
/** As much budget counts as seen before any is: a second for a second. */
const WEIGHT_SECONDS = 15;

/**
 * Before anything was measured, all budgets. From then on each race takes its imports, and of its budget the part that races of the
 * same metric took so far: some decide early, starts hardly ever do.
 */
export function progressOf(races: readonly ReportedRace[], now: number): Progress {
  const there = races.flatMap(({ race }) => race ?? []);
  const ended = there.filter(({ status }) => hasEnded(status));
  const ofEach = ended.some(wasMeasured) ? SECONDS_OF_EACH : 0;
  // A metric that was not raced yet may be like those that were, or need its whole budget.
  const unseen = (takenPart(ended, 1) + 1) / 2;
  const parts = new Map(
    [...groupBy(ended, ({ metric }) => metric)].map(([metric, same]) => [metric, takenPart(same, unseen)]),
  );
  const wholeOf = ({ metric, budgetSeconds }: Race) => ofEach + budgetSeconds * (parts.get(metric) ?? unseen);
  const left = there.filter(({ status }) => !hasEnded(status)).map((race) => leftOf(race, wholeOf(race), now));
  const secondsLeft = sumOf(left);
  const whole = sumOf(there.map(wholeOf));
  return {
    ...{ racesEnded: ended.length, racesTotal: there.length },
    share: left.length === 0 || whole === 0 ? 1 : Math.max(0, 1 - secondsLeft / whole),
    estimatedSecondsLeft: left.length === 0 ? null : secondsLeft,
  };
}

const wasMeasured = ({ startedAt, finishedAt }: Race) => startedAt !== null && finishedAt !== null;

/** Of the budgets of these races that ended, beside what each takes anyway; `guess` before any was measured. */
function takenPart(ended: readonly Race[], guess: number): number {
  const measured = ended.filter(wasMeasured);
  const taken = sumOf(measured.map((race) => elapsed(race, race.finishedAt ?? 0) - SECONDS_OF_EACH));
  const budget = sumOf(measured.map(({ budgetSeconds }) => budgetSeconds));
  return Math.max(0, taken + WEIGHT_SECONDS * guess) / (budget + WEIGHT_SECONDS);
}

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);

const elapsed = ({ startedAt }: Race, until: number) =>
  Math.max(0, until - (startedAt ?? until)) / MILLISECONDS_PER_SECOND;

/** One under way has at least a little before it. */
function leftOf(race: Race, whole: number, now: number): number {
  return race.status === 'RUNNING' ? Math.max(whole - elapsed(race, now), whole / 20) : whole;
}
