import { bestStep, nextStep, shareOfStep, type TriedStep } from '../../src/statistics/rate-search';

/** Searches to the end where exactly the rates up to this part of the one without a pause are kept. */
function search(highestShare: number, shift: number): TriedStep[] {
  const tried: TriedStep[] = [];
  for (let step = nextStep(tried); step !== null; step = nextStep(tried)) {
    tried.push({ step, kept: shareOfStep(step, shift) <= highestShare });
  }
  return tried;
}

function found(highestShare: number, shift: number): number {
  const best = bestStep(search(highestShare, shift));
  return best === null ? NaN : shareOfStep(best, shift);
}

const SHARES = Array.from({ length: 200 }, (_, index) => 0.02 + (0.975 * index) / 199);

describe('the search for the highest rate that is kept', () => {
  it.each([0, 0.3, 0.999])('finds it to 5 %% from below wherever the grid lies (%d)', (shift) => {
    for (const share of SHARES) {
      const rate = found(share, shift);
      expect(rate).toBeLessThanOrEqual(share);
      expect(rate).toBeGreaterThan(share / 1.05);
    }
  });

  it('takes at most ten probes, and asks for no rate twice', () => {
    for (const share of [0, ...SHARES, 1]) {
      const steps = search(share, 0.5).map(({ step }) => step);
      expect(steps.length).toBeLessThanOrEqual(10);
      expect(new Set(steps).size).toBe(steps.length);
    }
  });

  it('never asks for more than what is answered without a pause', () => {
    for (const { step } of search(1, 0.999)) expect(shareOfStep(step, 0.999)).toBeLessThan(1);
  });

  it('finds nothing where nothing is kept, down to 2 % of the rate without a pause', () => {
    const tried = search(0, 0);
    expect(bestStep(tried)).toBeNull();
    expect(shareOfStep(Math.max(...tried.map(({ step }) => step)), 0)).toBeCloseTo(1 / 64, 10);
  });

  it('has no error on average over the places of the grid: two rates that are alike are found alike', () => {
    const shifts = Array.from({ length: 500 }, (_, index) => index / 500);
    const meanLog = (share: number) =>
      shifts.reduce((sum, shift) => sum + Math.log(found(share, shift)), 0) / shifts.length;
    // With the grid at one place 1 % more could be found as 4.4 % more, or as nothing more.
    for (const share of [0.3, 0.501, 0.52, 0.8]) {
      expect(meanLog(share * 1.01) - meanLog(share)).toBeCloseTo(Math.log(1.01), 3);
    }
    const fixed = [0.3, 0.501, 0.52, 0.8].map((share) => Math.log(found(share * 1.01, 0) / found(share, 0)));
    expect(fixed.some((gain) => Math.abs(gain - Math.log(1.01)) > 0.005)).toBe(true);
  });
});
