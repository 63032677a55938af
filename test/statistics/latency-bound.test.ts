import { keepsBound, requestsNeeded } from '../../src/statistics/latency-bound';
import { SERVED_PERCENTILES, type ServedPercentile } from '../../src/statistics/analysis';
import { askOracle, describeWithToolsPython } from '../oracle/python';

describe('the rule of MLPerf for a percentile within a bound', () => {
  // MLCommons, "Inference Rules", the table of early stopping.
  it.each<[ServedPercentile, number, number]>([
    [90, 44, 64],
    [95, 90, 130],
    [99, 459, 662],
  ])('needs of the p%i %i requests with none over it, %i with one', (percentile, none, one) => {
    expect(requestsNeeded(0, percentile)).toBe(none);
    expect(requestsNeeded(1, percentile)).toBe(one);
    expect(keepsBound(none - 1, 0, percentile)).toBe(false);
    expect(keepsBound(one - 1, 1, percentile)).toBe(false);
  });

  it('is harder to pass the more were late, and the fewer there were', () => {
    for (const percentile of SERVED_PERCENTILES) {
      const needed = Array.from({ length: 20 }, (_, over) => requestsNeeded(over, percentile));
      expect(needed).toEqual([...needed].sort((a, b) => a - b));
      expect(new Set(needed).size).toBe(20);
      for (const [over, requests] of needed.entries()) {
        expect(keepsBound(requests, over, percentile)).toBe(true);
        expect(keepsBound(requests, over + 1, percentile)).toBe(false);
      }
    }
  });

  it('is not passed where every request was late', () => expect(keepsBound(1000, 1000, 90)).toBe(false));
});

describeWithToolsPython('the rule of MLPerf against SciPy', (python) => {
  it('decides as the distribution function of the binomial does', () => {
    const questions = SERVED_PERCENTILES.flatMap((percentile) =>
      Array.from({ length: 200 }, (_, index) => ({
        requests: 40 + 17 * index,
        over: Math.round(((40 + 17 * index) * (100 - percentile) * (index % 7)) / 600),
        percentile,
      })),
    );
    const right = askOracle<number[]>(python, 'latency_bound_oracle.py', questions);
    const ours = questions.map(({ requests, over, percentile }) => keepsBound(requests, over, percentile));
    expect(new Set(ours)).toEqual(new Set([true, false]));
    expect(ours).toEqual(right.map((probability) => probability <= 0.01));
  });
});
