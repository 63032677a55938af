/** What was really set while a claim was measured, as the frameworks gave it back. */
import { escaped, table } from './markdown';
import type { DocumentedRace } from './report-document';

const ABSENT = '–';
/** Of races that had another value: more than these are counted, not named. */
const NAMED = 2;

/** Of one setting: each value, with the names of the races that had it. */
type Values = ReadonlyMap<string, readonly string[]>;
type Settings = ReadonlyMap<string, Values>;

/** What all entrants have alike is a line, the rest a table; empty before anything was read back. */
export function settingsSection(races: readonly DocumentedRace[]): string[] {
  const byLabel = settingsByLabel(races);
  const labels = [...byLabel.keys()];
  const names = [...new Set([...byLabel.values()].flatMap((settings) => [...settings.keys()]))];
  if (names.length === 0) return [];
  const rows = names.map((name) => [name, ...labels.map((label) => cellOf(byLabel.get(label)?.get(name)))]);
  const isAlike = ([, first, ...others]: string[]) => first !== ABSENT && others.every((cell) => cell === first);
  const alike = rows.filter(isAlike).map(([name, cell]) => `${name} ${cell}`);
  const different = rows.filter((row) => !isAlike(row));
  return [
    '### Settings, as read back from the frameworks',
    alike.length === 0 ? '' : escaped(`The same for all: ${alike.join(', ')}.`),
    different.length === 0 ? '' : table(['Setting', ...labels], different),
  ];
}

function settingsByLabel(races: readonly DocumentedRace[]): ReadonlyMap<string, Settings> {
  const byLabel = new Map<string, Map<string, Map<string, string[]>>>();
  for (const { name: race, entrants } of races) {
    for (const { label, settings } of entrants) {
      if (settings.length === 0) continue;
      const known = byLabel.get(label) ?? new Map<string, Map<string, string[]>>();
      byLabel.set(label, known);
      for (const { name, value } of settings) {
        const values = known.get(name) ?? new Map<string, string[]>();
        known.set(name, values);
        values.set(value, [...(values.get(value) ?? []), race]);
      }
    }
  }
  return byLabel;
}

/** What it was in most races, then what it was in the others, and in which. */
function cellOf(values: Values | undefined): string {
  const [usual, ...others] = [...(values ?? [])].sort(([, some], [, more]) => more.length - some.length);
  if (!usual) return ABSENT;
  return [
    usual[0],
    ...others.map(
      ([value, races]) => `${value} (${races.length > NAMED ? `in ${races.length} races` : races.join('; ')})`,
    ),
  ].join('; ');
}
