/** How sure the stance of a case is: the p value of what was seen if it were wrong, one-sided, since a case can be wrong on one side only. */
import type { Interval } from '../statistics/analysis';
import { pValueBeyond } from '../statistics/interval-p-value';
import { smallestAlpha } from '../statistics/looks';
import type { Stance } from './effect';
import type { DuelPart } from './claim';

export interface DuelEvidence {
  readonly timesAsFast: Interval;
  readonly seen: 'FASTER' | 'SLOWER' | 'ALIKE' | null;
  readonly stance: Stance;
  readonly rounds: number;
  /** Of its race. */
  readonly comparisons: number;
}

/** 1 where it is undecided. Never below what so many rounds can show. */
export function duelPValue(expects: DuelPart['expects'], evidence: DuelEvidence, practicalDifference: number): number {
  const { stance, timesAsFast, rounds, comparisons } = evidence;
  if (stance === 'UNDECIDED') return 1;
  const p =
    expects.kind === 'ALIKE'
      ? alikePValue(timesAsFast, Math.log1p(expects.within), stance === 'SUPPORTS')
      : directionPValue(expects.kind, evidence, Math.log1p(practicalDifference));
  return Math.max(p, smallestAlpha(rounds, comparisons) / 2);
}

/** What says that it is no faster may have shown that it is slower, or that there is no difference that matters; so with slower. */
function directionPValue(expected: 'FASTER' | 'SLOWER', { timesAsFast, seen }: DuelEvidence, bound: number): number {
  if (seen === 'FASTER') return above(timesAsFast, 0);
  if (seen === 'SLOWER') return below(timesAsFast, 0);
  return expected === 'FASTER' ? below(timesAsFast, bound) : above(timesAsFast, -bound);
}

function alikePValue(ratio: Interval, bound: number, within: boolean): number {
  if (within) return Math.max(below(ratio, bound), above(ratio, -bound));
  return ratio.value > 1 ? above(ratio, bound) : below(ratio, -bound);
}

/** Of a true log ratio that is not above `bound`. */
function above({ value, low, confidence }: Interval, bound: number): number {
  return pValueBeyond({ toBound: Math.log(value) - bound, toEnd: Math.log(value / low), confidence });
}

/** Of a true log ratio that is not below `bound`. */
function below({ value, high, confidence }: Interval, bound: number): number {
  return pValueBeyond({ toBound: bound - Math.log(value), toEnd: Math.log(high / value), confidence });
}

export interface ChangeEvidence {
  readonly timesAsFast: Interval;
  readonly stance: Stance;
  readonly rounds: number;
  /** What choosing the framework buys. */
  readonly choice: Interval;
}

/** Both intervals put together in the worst way, as in the stance itself (Bonferroni). */
export function changePValue({ timesAsFast, stance, rounds, choice }: ChangeEvidence): number {
  if (stance === 'UNDECIDED') return 1;
  const [more, less] = stance === 'SUPPORTS' ? [timesAsFast, choice] : [choice, timesAsFast];
  const p = pValueBeyond({
    toBound: Math.log(more.value / less.value),
    toEnd: Math.log(more.value / more.low) + Math.log(less.high / less.value),
    confidence: timesAsFast.confidence + choice.confidence - 1,
  });
  return Math.max(p, smallestAlpha(rounds, 1) / 2);
}
