/** How sure it is that a value lies on one side of a bound, from its interval. */
import { jStat } from 'jstat';

/** Of an estimate, on the scale on which it is about normal (ratios: their logarithm). */
export interface Distance {
  /** From the value to the bound. */
  readonly toBound: number;
  /** From the value to the end of its interval that lies towards the bound. */
  readonly toEnd: number;
  /** Two-sided, of the interval. */
  readonly confidence: number;
}

/**
 * One-sided p value: of a value beyond the bound (Altman and Bland 2011, "How to obtain the P value from a confidence interval").
 * 1 where the interval attains no confidence.
 */
export function pValueBeyond({ toBound, toEnd, confidence }: Distance): number {
  if (confidence <= 0 || Number.isNaN(toBound)) return 1;
  if (toEnd <= 0) return toBound > 0 ? 0 : 1;
  const z = jStat.normal.inv((1 + Math.min(confidence, 1 - 1e-12)) / 2, 0, 1);
  return 0.5 * jStat.erfc(((toBound / toEnd) * z) / Math.SQRT2);
}
