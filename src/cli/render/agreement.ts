/** Whether a replay says what its record says, as a person reads it. */
import type { Estimate } from '../api/types';
import type { PairAgreement, ReplayAgreement } from '../record/agreement';
import type { Colors } from '../terminal';

export function renderAgreement({ pairs, changes, agrees }: ReplayAgreement, colors: Colors): string {
  const lines = [
    colors.bold('Against the record'),
    ...pairs.map((pair) => renderPair(pair, colors)),
    ...changes.map((change) => `${colors.yellow('!')} Changed: ${change}`),
    '',
    `${colors.green('▸')} ${colors.bold(conclusion(pairs, agrees))}`,
  ];
  return lines.join('\n');
}

function renderPair({ baseline, candidate, before, after, agreement }: PairAgreement, colors: Colors): string {
  const who = `${candidate} over ${baseline}`;
  if (!after || !agreement) return `${colors.red('✗')} ${who}: ${range(before)} then, not compared now`;
  const sign = agreement.agrees ? colors.green('✓') : colors.red('✗');
  return `${sign} ${who}: ${range(before)} then, ${range(after)} now: changed by ${range(agreement.change)}`;
}

function range({ value, low, high }: Pick<Estimate, 'value' | 'low' | 'high'>): string {
  const [first, second, third] = [value, low, high].map((number) => number.toPrecision(3));
  return `${first} (${second} to ${third})`;
}

function conclusion(pairs: readonly PairAgreement[], agrees: boolean | null): string {
  if (agrees === null) return 'The record compares nothing: a time by itself is of its machine and hour.';
  if (agrees) return 'The new result agrees with the record.';
  const differing = pairs.filter(({ agreement }) => !agreement?.agrees).length;
  return `The new result does not agree with the record in ${differing} of ${pairs.length} comparisons.`;
}
