/** A declared rule, in words. */
import { formatPercent } from '../statistics/format';
import type { Expectation } from './claim';

export function ruleOf(expects: Expectation): string {
  switch (expects.kind) {
    case 'FASTER':
      return 'A case supports it where the first is shown to be faster, and contradicts it where it is shown not to be.';
    case 'SLOWER':
      return 'A case supports it where the first is shown to be slower, and contradicts it where it is shown not to be.';
    case 'ALIKE':
      return `A case supports it where the whole interval lies within ${formatPercent(expects.within)}, and contradicts it where the whole interval lies outside.`;
    case 'BUYS_MORE':
      return 'A change supports it where it buys more than choosing another framework at the usual settings, interval against interval, and contradicts it where it buys less.';
  }
}
