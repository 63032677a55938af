/** Several independent decisions that are to hold together. */

/**
 * p values adjusted by Hochberg's step-up procedure (1988, "A sharper Bonferroni procedure for multiple tests of significance"),
 * in the order given: those at most α hold together, each of them wrong with a probability of α or less over all of them. Valid
 * for independent tests, as of races that were run one after the other, and for those that err together (Sarkar 1998, "Some probability
 * inequalities for ordered MTP2 random variables"), as of two cases that share a race.
 */
export function hochbergAdjusted(pValues: readonly number[]): number[] {
  const descending = pValues.map((p, index) => ({ p, index })).sort((one, other) => other.p - one.p);
  const adjusted = Array.from(pValues, () => 1);
  let least = 1;
  for (const [place, { p, index }] of descending.entries()) {
    least = Math.min(least, (place + 1) * p);
    adjusted[index] = least;
  }
  return adjusted;
}
