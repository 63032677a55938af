import type { ProbeFacts, ServingFacts } from '../../src/entities/trial.entity';
import { isLate, searchState, secondsPerRequest, servingTags } from '../../src/racing/trial-serving';
import { latenciesOf } from '../../src/statistics/request-times';
import { gridShift, poissonArrivals } from '../../src/statistics/schedule';
import { mean, standardDeviation } from '../../src/statistics/descriptive';

const BOUND = { latencyBoundSeconds: 0.005, percentile: 99 } as const;
const REQUESTS = 662;

const facts = (probes: ProbeFacts[]): ServingFacts => ({ ...BOUND, gridShift: 0, probes });
const probe = (changes: Partial<ProbeFacts> = {}): ProbeFacts => ({
  ...{ requestsPerSecond: null, step: 0, requests: REQUESTS, elapsedNanoseconds: 331e6, overBound: 0 },
  ...{ latenessNanoseconds: 0, latencies: '' },
  ...changes,
});

/** A whole trial of a server that answers each request in the same time, one at a time. */
function trialOf(serviceSeconds: number, round: number): ServingFacts {
  const trial = { ...BOUND, gridShift: gridShift(11, round), probes: [] as ProbeFacts[] };
  for (let state = searchState(trial); state.kind === 'probe'; state = searchState(trial)) {
    const { step, requestsPerSecond } = state;
    const gap = requestsPerSecond === null ? 0 : 1e9 / requestsPerSecond;
    const arrivals = poissonArrivals(11, round, trial.probes.length, REQUESTS).map((gaps) => gaps * gap);
    let free = 0;
    const completed = arrivals.map((due) => (free = Math.max(free, due) + serviceSeconds * 1e9));
    const started = completed.map((at) => at - serviceSeconds * 1e9);
    const latencies = latenciesOf({
      scheduledNanoseconds: requestsPerSecond === null ? started : arrivals,
      issuedNanoseconds: started,
      completedNanoseconds: completed,
    });
    const overBound = latencies.filter((latency) => latency > BOUND.latencyBoundSeconds * 1e9).length;
    trial.probes.push(probe({ step, requestsPerSecond, elapsedNanoseconds: free, overBound }));
  }
  return trial;
}

describe('the search of a trial', () => {
  it('begins without a pause, and goes on from the rate that it found there', () => {
    expect(searchState(facts([]))).toEqual({ kind: 'probe', step: 0, requestsPerSecond: null });
    // 662 requests in 0.331 s are 2000 a second; the first rate is half of it.
    expect(searchState(facts([probe()]))).toMatchObject({ kind: 'probe', requestsPerSecond: 1000 });
  });

  it('is over at once where single requests take too long, whatever the rate', () => {
    const trial = facts([probe({ overBound: 7 })]);
    expect(searchState(trial)).toMatchObject({ kind: 'none', lowest: { overBound: 7 } });
    expect(secondsPerRequest(trial)).toBeNaN();
    expect(servingTags(trial)).toEqual(['NO_RATE']);
  });

  it('goes on where a few did, which something else may have held up', () => {
    // Two of 662 do not show that the p99 is within the bound, nor that it is not.
    expect(searchState(facts([probe({ overBound: 2 })])).kind).toBe('probe');
  });

  it('counts a probe whose generator was late by more than 1 % of the bound for nothing, and repeats it', () => {
    const late = probe({ step: 16, requestsPerSecond: 1000, latenessNanoseconds: 50_001 });
    const trial = facts([probe(), late]);
    expect(isLate(late, trial)).toBe(true);
    expect(isLate({ ...late, latenessNanoseconds: 50_000 }, trial)).toBe(false);
    expect(searchState(trial)).toMatchObject({ kind: 'probe', step: 16, requestsPerSecond: 1000 });
    expect(servingTags(trial)).toContain('LATE_GENERATOR');
    const givenUp = facts([probe(), late, late, late, late, late]);
    expect(searchState(givenUp)).toEqual({ kind: 'late-generator' });
    expect(secondsPerRequest(givenUp)).toBeNaN();
  });

  it('ends before a probe that would take longer than it may', () => {
    const trial = facts([probe()]);
    expect(searchState(trial, 1)).toMatchObject({ kind: 'probe' });
    expect(searchState(trial, 0.9)).toEqual({ kind: 'out-of-time', neededSeconds: expect.closeTo(0.993, 6) as number });
    // Where a rate is kept the rest is short, and what was found is not thrown away.
    const kept = facts([probe(), probe({ step: 16, requestsPerSecond: 1000 })]);
    expect(searchState(kept, 0.9)).toMatchObject({ kind: 'probe' });
  });

  it('finds of a server of known service the rate that theory allows, less what 662 requests leave unsure', () => {
    const logShares = Array.from({ length: 60 }, (_, round) => {
      const trial = trialOf(0.0005, round + 1);
      expect(searchState(trial).kind).toBe('found');
      expect(servingTags(trial)).toEqual([]);
      return Math.log(0.0005 / secondsPerRequest(trial));
    });
    // M/D/1: P(wait > 9 services) = 1 % where 83 % of the time is used; that at most one of 662 waits so long is as
    // likely as not where 0.25 % do: 75 %.
    expect(Math.exp(mean(logShares))).toBeGreaterThan(0.7);
    expect(Math.exp(mean(logShares))).toBeLessThan(0.83);
    expect(standardDeviation(logShares)).toBeLessThan(0.15);
  });
});
