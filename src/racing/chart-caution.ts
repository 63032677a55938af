/** What a reader of a chart has to know before its numbers. */
import type { Race } from '../entities/race.entity';
import { formatList, formatRounds } from '../statistics/format';
import { isFaster } from '../statistics/verdict';
import { hasEnded } from './race-status';

/** Null: nothing. */
export function cautionOf(race: Race): string | null {
  const flags = flagsOf([race]);
  const parts = [
    isUntrusted(race) ? 'Not to be trusted: this race tells a run from its own clone.' : null,
    hasEnded(race.status) ? null : `Not over: as of ${formatRounds(race.roundsCompleted)}.`,
    flags.length > 0 ? `Flagged ${formatList(flags)}.` : null,
  ];
  return parts.filter((part) => part !== null).join(' ') || null;
}

/** Whether it failed to find a run equal to its own clone. */
export function isUntrusted({ analysis, warnings }: Race): boolean {
  const check = analysis?.selfCheck;
  return (check && isFaster(check.verdict)) || warnings.some(({ code }) => code === 'SELF_CHECK_FAILED');
}

/** Of all pairs, each once. */
export function flagsOf(races: readonly Race[]): string[] {
  return [...new Set(races.flatMap(({ analysis }) => (analysis?.comparisons ?? []).flatMap(({ flags }) => flags)))];
}
