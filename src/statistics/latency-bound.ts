/**
 * Whether a percentile of latencies is shown to lie within a bound, by the early-stopping rule of MLPerf Inference
 * (MLCommons, "Inference Rules", early stopping criterion): of n requests so few took longer that, if a larger part
 * than the percentile leaves did in truth, at most so few would have been seen with a probability below 1 - c.
 */
import type { ServedPercentile } from './analysis';

/** c of the rule. */
const CONFIDENCE = 0.99;

/** Of `requests`, `over` took longer than the bound: whether that shows that the percentile is within it. */
export function keepsBound(requests: number, over: number, percentile: ServedPercentile): boolean {
  return probabilityOfAtMost(over, requests, 1 - percentile / 100) <= 1 - CONFIDENCE;
}

/** Fewest requests that show it where `over` of them took longer: of the 99th percentile 459 with none and 662 with one. */
export function requestsNeeded(over: number, percentile: ServedPercentile): number {
  let [enough, tooFew] = [over + 1, over];
  while (!keepsBound(enough, over, percentile)) [tooFew, enough] = [enough, 2 * enough];
  while (enough - tooFew > 1) {
    const middle = Math.floor((enough + tooFew) / 2);
    if (keepsBound(middle, over, percentile)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}

/** P(X ≤ k) for X ~ Binomial(n, p): the few terms of the lower tail, each from the one before. */
function probabilityOfAtMost(k: number, n: number, p: number): number {
  let logTerm = n * Math.log1p(-p);
  let sum = Math.exp(logTerm);
  for (let i = 1; i <= Math.min(k, n); i += 1) {
    logTerm += Math.log((n - i + 1) / i) + Math.log(p) - Math.log1p(-p);
    sum += Math.exp(logTerm);
  }
  return sum;
}
