/** What is said of an overhead, and where it is small. */
import type { Interval } from '../statistics/analysis';
import { capitalised, formatConfidence, formatList, formatPercent, formatRatio } from '../statistics/format';
import type { Effect } from './effect';
import { bySize, isShownBelow, overheadOf, sizeBelow, SMALL_OVERHEADS, type SizedEffect } from './overhead';
import { isShown } from './shown';

/** Within a sentence on its cases; only where they grow, and all of them were measured. */
export function overheadWords(effects: readonly Effect[]): string {
  if (effects.some(({ size, timesAsFast }) => size === null || timesAsFast === null)) return '';
  const [most, ...less] = SMALL_OVERHEADS.map((share) => ({
    share: formatPercent(share),
    from: sizeBelow(effects, share),
  }));
  if (most === undefined || most.from === null) return `; its overhead is not shown to be below ${most?.share ?? ''}`;
  const said = [most, ...less].flatMap(({ share, from }) =>
    from === null ? [] : `below ${share} from ${from} units on`,
  );
  return `; its overhead is shown to be ${formatList(said)}`;
}

/** A sentence of its own: at its smallest and largest size, where it is small, and where it is not known. */
export function overheadSentence(name: string, effects: readonly Effect[]): string {
  const sized = bySize(effects);
  const measured = sized.filter(({ timesAsFast }) => timesAsFast !== null);
  const said = [
    measured.length === 0 ? [] : [`overhead ${endsWords(measured)}`, belowWords(sized)],
    missingWords(sized),
  ].flat();
  return `${capitalised(name)}: ${said.join('; ')}.`;
}

function endsWords(measured: readonly SizedEffect[]): string {
  const ends = [...new Set([measured[0], measured.at(-1)])];
  return ends
    .flatMap((end) => (end?.timesAsFast ? `${amountWords(end.timesAsFast)} at ${unitsWords([end])}` : []))
    .join(' and ');
}

/** "381 % (95 % CI 307 to 424)". */
function amountWords(timesAsFast: Interval): string {
  const { value, low, high, confidence } = overheadOf(timesAsFast);
  if (!isShown(timesAsFast)) return `${formatPercent(value)} (too few rounds for an interval)`;
  const text = formatRatio({ value: value * 100, low: low * 100, high: high * 100, confidence });
  return `${text.value} % (${formatConfidence(confidence, text).replace(/^, /, '')})`;
}

const unitsWords = (those: readonly SizedEffect[]) => `${formatList(those.map(({ size }) => String(size)))} units`;

function belowWords(sized: readonly SizedEffect[]): string {
  const places = SMALL_OVERHEADS.map((share) => ({ share: formatPercent(share), where: whereBelow(sized, share) }));
  const seen = places.flatMap(({ share, where }) => (where === null ? [] : `below ${share} ${where}`));
  const unseen = places.flatMap(({ share, where }) => (where === null ? share : []));
  const not = unseen.length === 0 ? [] : [`not shown to be below ${unseen.join(' or ')}`];
  return [...(seen.length === 0 ? [] : [`shown to be ${formatList(seen)}`]), ...not].join(', ');
}

/** Where a larger one is not known to be, only the sizes themselves; null where it was seen at none. */
function whereBelow(sized: readonly SizedEffect[], share: number): string | null {
  const from = sizeBelow(sized, share);
  if (from !== null) return `from ${from} units on`;
  const those = sized.filter((effect) => isShownBelow(effect, share));
  return those.length === 0 ? null : `at ${unitsWords(those)}`;
}

/** Each reason once. */
function missingWords(sized: readonly SizedEffect[]): string[] {
  const missing = sized.filter(({ timesAsFast }) => timesAsFast === null);
  if (missing.length === 0) return [];
  const reasons = [...new Set(missing.flatMap((effect) => effect.missing ?? []))];
  const why = reasons.length === 0 ? '' : ` (${reasons.join('; ')})`;
  return [`not measured at ${unitsWords(missing)}${why}`];
}
