/**
 * The ledger of settings: what the entrants of a race read back differently although it changes the work or the rules
 * (method.md §3.6). A difference is no fault, eager against compiled may be the question; but it has to be said.
 */
import type { NamedValue, WarningFacts } from '../entities/race.entity';

/** A run as the ledger sees it. */
export interface LedgerEntry {
  readonly label: string;
  readonly settings: readonly NamedValue[];
}

/** Setting → what a difference in it means. */
const COMPARED: Readonly<Record<string, string>> = {
  threads: 'they compute with different numbers of threads',
  productPrecision: 'their products have different precisions',
  execution: 'they execute in different ways',
  compiled: 'different shares of the work are compiled',
  jitCompile: 'some are compiled just in time',
  layoutConversion: 'some convert layouts inside the timed block',
  autotune: 'some choose their kernels by trying them',
  callForm: 'some are called through an interface that does more',
  hostTransfers: 'some copy between host and device in every run',
};
/** Facts that say "does not matter here" are no difference. */
const NEUTRAL = new Set(['not applicable']);

/** One warning for each setting that differs; entrants that do not report it are left out of its comparison. */
export function ledgerWarnings(entries: readonly LedgerEntry[]): WarningFacts[] {
  return Object.entries(COMPARED).flatMap(([name, meaning]) => {
    const groups = groupsOf(entries, name);
    if (groups.size < 2) return [];
    const story = [...groups].map(([value, labels]) => `${labels.join(', ')}: ${value}`).join('; ');
    return [
      { code: 'SETTINGS_DIFFER', message: `The entrants differ in ${name} (${meaning}). ${story}.`, runId: null },
    ];
  });
}

function groupsOf(entries: readonly LedgerEntry[], name: string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { label, settings } of entries) {
    const value = comparable(name, settings.find((setting) => setting.name === name)?.value);
    if (value === null) continue;
    groups.set(value, [...(groups.get(value) ?? []), label]);
  }
  return groups;
}

/** Of a number of threads only the number counts, not how it was found out. */
function comparable(name: string, value: string | undefined): string | null {
  if (value === undefined || NEUTRAL.has(value)) return null;
  return name === 'threads' ? (/^\d+/.exec(value)?.[0] ?? null) : value;
}
