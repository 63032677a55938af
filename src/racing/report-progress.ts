/** How far a report is, and how long the rest of its races will take. */
import type { Race } from '../entities/race.entity';
import { LOOKS } from '../statistics/looks';
import { groupBy } from './group-by';
import { hasEnded } from './race-status';
import type { ReportedRace } from './report-result';

export interface Progress {
  readonly racesEnded: number;
  readonly racesTotal: number;
  /** 0 to 1, by budgets. */
  readonly share: number;
  /** Null once all have ended. */
  readonly estimatedSecondsLeft: number | null;
}

/** A race with what is usual for it. */
interface Expected {
  readonly race: Race;
  /** What a QUICK report gives it, or its budget where that is less. */
  readonly usualSeconds: number;
}

/** How long one takes from its beginning to its end. */
type Estimate = (one: Expected) => number;

const MILLISECONDS_PER_SECOND = 1000;

/** Before anything was measured, all budgets. */
export function progressOf(races: readonly ReportedRace[], now: number): Progress {
  const there = races.flatMap(({ race, usualSeconds }) => (race ? expected(race, usualSeconds) : []));
  const ended = there.filter(({ race }) => hasEnded(race.status));
  const wholeOf = estimateFrom(ended.filter(wasMeasured), there);
  const left = there.filter(({ race }) => !hasEnded(race.status)).map((one) => leftOf(one.race, wholeOf(one), now));
  const secondsLeft = sumOf(left);
  const whole = sumOf(there.map(wholeOf));
  return {
    ...{ racesEnded: ended.length, racesTotal: there.length },
    share: left.length === 0 || whole === 0 ? 1 : Math.max(0, 1 - secondsLeft / whole),
    estimatedSecondsLeft: left.length === 0 ? null : secondsLeft,
  };
}

const expected = (race: Race, usualSeconds: number | null): Expected => ({
  race,
  usualSeconds: Math.min(race.budgetSeconds, usualSeconds ?? race.budgetSeconds),
});

const wasMeasured = ({ race: { startedAt, finishedAt } }: Expected) => startedAt !== null && finishedAt !== null;

function estimateFrom(measured: readonly Expected[], all: readonly Expected[]): Estimate {
  if (measured.length === 0) return ({ race }) => race.budgetSeconds;
  const hasRoom = all.some(({ race, usualSeconds }) => race.budgetSeconds > usualSeconds);
  return hasRoom ? byPace(measured) : byBudget(measured);
}

/** One that is close goes on to the last look instead of the first. */
const CLOSE_TIMES = (LOOKS.at(-1) ?? 1) / (LOOKS[0] ?? 1);
/** What took so many times as long as most was close. */
const TOLD_CLOSE_FROM = CLOSE_TIMES / 2;
/** As if so many had been seen before: in the STANDARD report that we have (docs/results/report.md), five of 35 were close. */
const SEEN_BEFORE = { close: 2, all: 12 };

/**
 * Budgets with room: most races take about as much of what is usual as this machine makes of it, and a few, whose difference is
 * small, several times that. Those few say little of the others.
 */
function byPace(measured: readonly Expected[]): Estimate {
  const paces = measured.map((one) => took(one) / one.usualSeconds).sort((a, b) => a - b);
  const pace = paces[Math.floor((paces.length - 1) / 2)] ?? 1;
  const close = paces.filter((one) => one > TOLD_CLOSE_FROM * pace).length;
  const closeShare = (close + SEEN_BEFORE.close) / (paces.length + SEEN_BEFORE.all);
  const times = pace * (1 + (CLOSE_TIMES - 1) * closeShare);
  return ({ race, usualSeconds }) => Math.min(race.budgetSeconds, usualSeconds * times);
}

/** What every race takes for importing and proving, whatever its budget: a guess that fits machines which need 5 to 30 s. */
const SECONDS_OF_EACH = 15;
/** As much budget counts as seen before any is: a second for a second. */
const WEIGHT_SECONDS = 15;

/**
 * Budgets that are as small as can be: each race takes its imports, and of its budget the part that races of the same metric took so
 * far: some decide early, starts hardly ever do.
 */
function byBudget(measured: readonly Expected[]): Estimate {
  // A metric that was not raced yet may be like those that were, or need its whole budget.
  const unseen = (takenPart(measured, 1) + 1) / 2;
  const parts = new Map(
    [...groupBy(measured, ({ race }) => race.metric)].map(([metric, same]) => [metric, takenPart(same, unseen)]),
  );
  return ({ race }) => SECONDS_OF_EACH + race.budgetSeconds * (parts.get(race.metric) ?? unseen);
}

/** Of their budgets, beside what each takes anyway; `guess` before any was measured. */
function takenPart(measured: readonly Expected[], guess: number): number {
  const taken = sumOf(measured.map((one) => took(one) - SECONDS_OF_EACH));
  const budget = sumOf(measured.map(({ race }) => race.budgetSeconds));
  return Math.max(0, taken + WEIGHT_SECONDS * guess) / (budget + WEIGHT_SECONDS);
}

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);

const took = ({ race }: Expected) => elapsed(race, race.finishedAt ?? 0);

const elapsed = ({ startedAt }: Race, until: number) =>
  Math.max(0, until - (startedAt ?? until)) / MILLISECONDS_PER_SECOND;

/** One under way has at least a little before it. */
function leftOf(race: Race, whole: number, now: number): number {
  return race.status === 'RUNNING' ? Math.max(whole - elapsed(race, now), whole / 20) : whole;
}
