/** What stands on a race when it has ended: its verdict sentence, its warnings, and the cause of a failure. */
import type { FailureFacts, Race, WarningFacts } from '../entities/race.entity';
import type { Run } from '../entities/run.entity';
import { raceDecided } from '../statistics/race-decision';
import type { PairAnalysis } from '../statistics/analysis';
import { entrants } from '../statistics/race-analysis';
import { isFaster } from '../statistics/verdict';
import { comparisonSentence, raceSentence } from '../statistics/sentence';
import { EFFORTS } from './effort';
import { toldOf } from './metric';
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

/** What is asked of a race to word it: its own analysis, or another one of its blocks. */
type Judged = Pick<Race, 'analysis' | 'practicalDifference' | 'metric' | 'scenario'>;

/** The sentence, and before it whether it can be trusted; null without a complete round. */
export function verdictOf(race: Judged, runs: readonly Run[]): string | null {
  if (!race.analysis || race.analysis.roundsCompleted === 0) return null;
  const labels = Object.fromEntries(runs.map((run) => [run.id, run.label]));
  const sentence = raceSentence(race.analysis, labels, race.practicalDifference, toldOf(race));
  return failedSelfCheck(race)
    ? `Not to be trusted, as this race tells a run from its own clone: ${sentence}`
    : sentence;
}

/** The comparison with the clone, where it calls the two different although they are the same. */
function failedSelfCheck({ analysis }: Judged): PairAnalysis | null {
  const pair = analysis?.selfCheck;
  return pair && isFaster(pair.verdict) ? pair : null;
}

function selfCheckWarnings(race: Race, runs: readonly Run[]): WarningFacts[] {
  const pair = failedSelfCheck(race);
  const [original, clone] = [pair?.baselineRunId, pair?.candidateRunId].map((id) => runs.find((run) => run.id === id));
  if (!pair || !original || !clone) return [];
  const labels = { baseline: original.label, candidate: clone.label };
  const said = comparisonSentence(pair, labels, race.practicalDifference, toldOf(race));
  const message = `The self-check failed: ${said}, although they are the same. Something on this machine favours one process over another; what the race says of others may be due to it.`;
  return [{ code: 'SELF_CHECK_FAILED', message, runId: clone.id }];
}

/** Ended at a moment that nobody planned: what the data say is not yet what the race says. */
function soFar(how: string, race: Race, runs: readonly Run[]): string | null {
  const verdict = verdictOf(race, runs);
  const rounds = `${race.roundsCompleted} ${race.roundsCompleted === 1 ? 'round' : 'rounds'}`;
  return verdict && `${how} after ${rounds}, before the race was decided; so far: ${verdict}`;
}

function warningsOf(race: Race, runs: readonly Run[], reason: StopReason | 'CANCELLED'): WarningFacts[] {
  const compared = entrants(runs).filter(({ status }) => status !== 'FAILED' && status !== 'UNSUPPORTED');
  return [
    ...selfCheckWarnings(race, runs),
    ...entrantsLeft(runs),
    ...ledgerWarnings(compared),
    ...budgetWarnings(race, reason),
  ];
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
  const { analysis, practicalDifference, targetHalfWidth } = race;
  const { enoughShare } = EFFORTS[race.effort];
  const open =
    targetHalfWidth === null
      ? isUndecided(race)
      : !!analysis && !raceDecided(analysis, { practicalDifference, targetHalfWidth, enoughShare });
  if (reason !== 'BUDGET' || !open) return [];
  const what = race.targetHalfWidth === null ? 'the question was decided' : 'every interval was as narrow as asked';
  const message = `The budget of ${race.budgetSeconds} s ended before ${what}: a larger effort or budget may do.`;
  return [{ code: 'BUDGET_EXHAUSTED', message, runId: null }];
}

function isUndecided({ analysis }: Race): boolean {
  return analysis?.comparisons.some(({ verdict }) => verdict === 'INCONCLUSIVE') ?? false;
}
