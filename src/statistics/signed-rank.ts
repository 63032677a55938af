/**
 * Wilcoxon's signed-rank statistic and what follows from it: the Hodges–Lehmann estimate and its exact interval.
 * Sources: Wilcoxon 1945, "Individual comparisons by ranking methods"; Hodges and Lehmann 1963, "Estimates of
 * location based on rank tests"; Hollander, Wolfe and Chicken 2014, "Nonparametric Statistical Methods", §3.1–3.3.
 */
import type { Interval } from './analysis';
import { medianOfSorted, positiveZero } from './descriptive';

/**
 * P(sum of ranks = s), s = 0 … total, where each rank counts or not with probability ½ (Hollander et al. §3.1,
 * generating function ∏(1 + x^rank)/2). Ranks are positive whole numbers; every halving is exact in binary.
 */
function rankSumDistribution(ranks: readonly number[]): Float64Array {
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const probability = new Float64Array(total + 1);
  probability[0] = 1;
  let reached = 0;
  for (const rank of ranks) {
    reached += rank;
    for (let sum = reached; sum >= 0; sum -= 1) {
      const without = probability[sum] ?? 0;
      const withRank = sum >= rank ? (probability[sum - rank] ?? 0) : 0;
      probability[sum] = (without + withRank) / 2;
    }
  }
  return probability;
}

/** P(T⁺ = t), t = 0 … n(n+1)/2, for n untied differences symmetric about 0. */
export function signedRankDistribution(n: number): Float64Array {
  return rankSumDistribution(Array.from({ length: n }, (_, index) => index + 1));
}

/** All n(n+1)/2 averages (xᵢ + xⱼ)/2, i ≤ j, ascending (Hollander et al. §3.2). */
export function walshAverages(values: readonly number[]): Float64Array {
  const averages = new Float64Array((values.length * (values.length + 1)) / 2);
  let next = 0;
  for (let i = 0; i < values.length; i += 1) {
    for (let j = i; j < values.length; j += 1) {
      averages[next] = ((values[i] ?? NaN) + (values[j] ?? NaN)) / 2;
      next += 1;
    }
  }
  return averages.sort();
}

/** Median of the Walsh averages: estimates the centre of symmetry, in the unit of the values. */
export function hodgesLehmann(values: readonly number[]): number {
  return medianOfSorted(walshAverages(values));
}

/** The 1-based index C of the lower end among the Walsh averages, and the two-sided level 2·P(T⁺ ≤ C − 1) it costs. */
export function lowerEnd(n: number, alpha: number): { index: number; level: number } {
  const probability = signedRankDistribution(n);
  let cumulative = probability[0] ?? 1;
  let end = { index: 1, level: Math.min(1, 2 * cumulative) };
  for (let index = 2; index <= (probability.length - 1) / 2; index += 1) {
    cumulative += probability[index - 1] ?? 0;
    if (2 * cumulative > alpha) break;
    end = { index, level: 2 * cumulative };
  }
  return end;
}

/**
 * Hodges–Lehmann estimate with the exact interval [W₍C₎, W₍N+1−C₎] of level 1 − alpha over the ordered Walsh
 * averages, C the largest index with 2·P(T⁺ ≤ C − 1) ≤ alpha (Hollander et al. §3.3). `confidence` is what it
 * attains, at least 1 − alpha; where n is too small for that, the full range with its 1 − 2·2⁻ⁿ (n = 1: 0).
 * Negating all values negates the estimate and swaps and negates the ends exactly. Wants at least one value.
 */
export function signedRankInterval(values: readonly number[], alpha: number): Interval {
  if (values.length === 0) throw new RangeError('an interval needs at least one value');
  const averages = walshAverages(values);
  const { index, level } = lowerEnd(values.length, alpha);
  return {
    value: medianOfSorted(averages),
    low: positiveZero(averages[index - 1] ?? NaN),
    high: positiveZero(averages[averages.length - index] ?? NaN),
    confidence: 1 - level,
  };
}

/** Twice the midrank of each magnitude: whole numbers also where magnitudes tie. */
function doubledMidranks(magnitudes: readonly number[]): number[] {
  const ascending = sortedWithIndex(magnitudes);
  const ranks = new Array<number>(magnitudes.length).fill(0);
  let start = 0;
  while (start < ascending.length) {
    let end = start;
    while (end + 1 < ascending.length && ascending[end + 1]?.value === ascending[start]?.value) end += 1;
    for (let k = start; k <= end; k += 1) ranks[ascending[k]?.index ?? 0] = start + end + 2;
    start = end + 1;
  }
  return ranks;
}

function sortedWithIndex(values: readonly number[]): { value: number; index: number }[] {
  return values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
}

/**
 * Exact two-sided p of "symmetric about 0": min(1, 2·min(P(T⁺ ≤ t), P(T⁺ ≥ t))). Zeros are dropped (Wilcoxon);
 * ties get midranks and the distribution conditional on them (Pratt and Gibbons 1981, "Concepts of Nonparametric
 * Theory", §3.7). 1 where nothing is left.
 */
export function signedRankPValue(values: readonly number[]): number {
  const differences = values.filter((value) => value !== 0);
  const ranks = doubledMidranks(differences.map(Math.abs));
  const positiveSum = ranks.reduce((sum, rank, index) => ((differences[index] ?? 0) > 0 ? sum + rank : sum), 0);
  const probability = rankSumDistribution(ranks);
  const tail = (from: number, to: number) => probability.subarray(from, to).reduce((sum, p) => sum + p, 0);
  return Math.min(1, 2 * Math.min(tail(0, positiveSum + 1), tail(positiveSum, probability.length)));
}
