/** What stands on a race when it has ended: its verdict sentence, its warnings, and the cause of a failure. */
import type { FailureFacts, Race, WarningFacts } from '../entities/race.entity';
import type { Run } from '../entities/run.entity';
import { raceSentence } from '../statistics/sentence';
import type { StopReason } from './race-fact';
import type { RaceEnding } from './race-store';
import { ledgerWarnings } from './settings-ledger';

/** `race` and `runs` as stored after the last fact. */
export function endingOf(race: Race, runs: readonly Run[], reason: StopReason | 'CANCELLED'): RaceEnding {
  if (reason === 'NO_ENTRANT_LEFT') return { ...failedEnding(NOBODY_LEFT), warnings: warningsOf(race, runs, reason) };
  return {
    status: reason === 'CANCELLED' ? 'CANCELLED' : 'FINISHED',
    verdict: reason === 'CANCELLED' ? soFar('Cancelled', race, runs) : verdictOf(race, runs),
    warnings: warningsOf(race, runs, reason),
    failure: null,
  };
}

export function failedEnding(failure: FailureFacts): RaceEnding {
  return { status: 'FAILED', verdict: null, warnings: [], failure };
}

export function interruptedEnding(race: Race, runs: readonly Run[], why: string): RaceEnding {
  const failure = {
    phase: 'measure',
    code: 'INTERRUPTED',
    message: `The race was interrupted and cannot go on. ${why}`,
    advice: 'What was measured is kept; start the race again for a new result.',
    logTail: null,
  };
  return { status: 'INTERRUPTED', verdict: soFar('Interrupted', race, runs), warnings: [], failure };
}

const NOBODY_LEFT: FailureFacts = {
  phase: 'measure',
  code: 'NO_ENTRANT_FINISHED',
  message: 'No entrant could be measured.',
  advice: 'Each run says why.',
  logTail: null,
};

function verdictOf(race: Race, runs: readonly Run[]): string | null {
  if (!race.analysis || race.analysis.roundsCompleted === 0) return null;
  const labels = Object.fromEntries(runs.map((run) => [run.id, run.label]));
  return raceSentence(race.analysis, labels, race.practicalDifference);
}

/** Ended at a moment that nobody planned: what the data say is not yet what the race says. */
function soFar(how: string, race: Race, runs: readonly Run[]): string | null {
  const verdict = verdictOf(race, runs);
  const rounds = `${race.roundsCompleted} ${race.roundsCompleted === 1 ? 'round' : 'rounds'}`;
  return verdict && `${how} after ${rounds}, before the race was decided; so far: ${verdict}`;
}

function warningsOf(race: Race, runs: readonly Run[], reason: StopReason | 'CANCELLED'): WarningFacts[] {
  const compared = runs.filter(({ status }) => status !== 'FAILED' && status !== 'UNSUPPORTED');
  return [...entrantsLeft(runs), ...ledgerWarnings(compared), ...budgetWarnings(race, reason)];
}

function entrantsLeft(runs: readonly Run[]): WarningFacts[] {
  return runs
    .filter(({ status }) => status === 'FAILED' || status === 'UNSUPPORTED')
    .map((run) => ({
      code: 'ENTRANT_LEFT',
      message: `${run.label} was not compared: ${run.failure?.message ?? run.status.toLowerCase()}`,
      runId: run.id,
    }));
}

function budgetWarnings(race: Race, reason: StopReason | 'CANCELLED'): WarningFacts[] {
  const undecided = race.analysis?.comparisons.some(({ verdict }) => verdict === 'INCONCLUSIVE') ?? false;
  if (reason !== 'BUDGET' || !undecided) return [];
  const message = `The budget of ${race.budgetSeconds} s ended before the question was decided: a larger effort or budget may decide it.`;
  return [{ code: 'BUDGET_EXHAUSTED', message, runId: null }];
}
