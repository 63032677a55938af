/** The cases of one part, judged together: a share of many cases is only worth what all of them are at once. */
import { hochbergAdjusted } from '../statistics/hochberg';
import type { Effect } from './effect';

/** Of all decided cases of a part: the probability that any of them is wrong is at most this. */
const FAMILY_ALPHA = 0.05;

/**
 * With those that are shown by themselves alone turned undecided. The family is all cases that were measured: what was not cannot
 * be decided wrongly.
 */
export function judgedTogether(effects: readonly Effect[]): Effect[] {
  const measured = effects.filter(({ timesAsFast }) => timesAsFast !== null);
  const adjusted = hochbergAdjusted(measured.map(({ pValue }) => pValue));
  const alone = new Set(
    measured.filter(({ stance }, index) => stance !== 'UNDECIDED' && (adjusted[index] ?? 1) > FAMILY_ALPHA),
  );
  return effects.map((effect) =>
    alone.has(effect) ? { ...effect, seen: null, stance: 'UNDECIDED', onlyAlone: true } : effect,
  );
}
