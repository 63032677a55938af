/** When a race has measured enough (method.md §2.7): decided at a planned look, out of budget, or past the last look. */
import { LOOKS, isLook } from '../statistics/looks';
import type { RaceAnalysis } from '../statistics/analysis';
import { raceDecided } from '../statistics/race-decision';
import type { StopReason } from './race-fact';

export interface RaceSoFar {
  readonly analysis: RaceAnalysis;
  /** Pairs that are decided at the same time: the first look depends on it. */
  readonly pairs: number;
  readonly practicalDifference: number;
  /** Null: until there is a verdict. */
  readonly targetHalfWidth: number | null;
  /** Of the effort. */
  readonly enoughShare: number;
  /** No verdict ends the race sooner; absent: from the first look on. */
  readonly fewestRounds?: number;
  readonly spentSeconds: number;
  readonly budgetSeconds: number;
  readonly lastRoundSeconds: number;
}

const LAST_LOOK = LOOKS.at(-1) ?? 0;

/** Null: another round is wanted and the budget holds it. */
export function stopReason(race: RaceSoFar): StopReason | null {
  const rounds = race.analysis.roundsCompleted;
  if (race.analysis.standings.length === 0) return 'NO_ENTRANT_LEFT';
  if (rounds >= (race.fewestRounds ?? 0) && isLook(rounds, race.pairs) && raceDecided(race.analysis, race))
    return 'DECIDED';
  if (rounds >= LAST_LOOK) return 'LAST_LOOK';
  if (race.spentSeconds + race.lastRoundSeconds > race.budgetSeconds) return 'BUDGET';
  return null;
}

/** 0 to 1: of the budget or of the rounds, whichever is nearer to its end. */
export function progressOf(race: RaceSoFar): number {
  const ofBudget = race.spentSeconds / race.budgetSeconds;
  const ofRounds = race.analysis.roundsCompleted / LAST_LOOK;
  return Math.min(1, Math.max(ofBudget, ofRounds));
}
