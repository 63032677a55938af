/** What the races of a report say together of its claims. */
import type { Claim } from '../claims/claim';
import { judgeClaim, type JudgedClaim } from '../claims/judge';
import type { RaceOutcome, RunOutcome } from '../claims/outcome';
import type { Race } from '../entities/race.entity';
import type { Run } from '../entities/run.entity';
import type { Interval } from '../statistics/analysis';
import { measuredBy } from './metric';
import { workloadOf } from './race-workload';
import { isJudged } from './races-together';

/** One race of a report, with its runs in the order of the entrants; null where it was deleted or nobody could run. */
export interface ReportedRace {
  readonly key: string;
  readonly name: string;
  /** What a QUICK report gives it: how much it needs beside the others. Null: as much as its budget. */
  readonly usualSeconds: number | null;
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
