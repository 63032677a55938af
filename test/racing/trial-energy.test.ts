import fc from 'fast-check';
import { EFFORTS } from '../../src/racing/effort';
import { mostWorkSeconds, standardBudgetSeconds } from '../../src/racing/energy-budget';
import { sampleOf } from '../../src/racing/metric';
import { energyTags, joulesPerItem } from '../../src/racing/trial-energy';
import { measuredTrial } from './support';

const ENERGY = { covers: '1 processor package', grossJoules: 500, idleWatts: 20, seconds: 10, blockSeconds: 9.9 };
const of = (changes: Partial<typeof ENERGY> & { iterations?: number } = {}) => {
  const iterations = changes.iterations ?? 1000;
  return { ...ENERGY, ...changes, iterations, items: 32 * iterations };
};

describe("a trial's energy", () => {
  test('is what was counted less what the idle machine takes, over the items', () => {
    expect(joulesPerItem(of())).toBeCloseTo(300 / 32_000, 12);
    expect(sampleOf(measuredTrial('run', 1, { energy: of() }), 'ENERGY').blockSeconds).toEqual([300 / 32_000]);
    expect(energyTags(of())).toEqual([]);
  });

  test('is not known, and never 0 or less, where nothing is left or nothing was read', () => {
    for (const energy of [of({ grossJoules: 200 }), of({ grossJoules: 150 }), null]) {
      expect(joulesPerItem(energy)).toBeNaN();
    }
    expect(energyTags(of({ grossJoules: 200 }))).toEqual(['NO_NET_ENERGY']);
    expect(energyTags(null)).toEqual([]);
    // Counters count whole microjoules.
    const microjoules = fc.integer({ min: 0, max: 1e12 });
    fc.assert(
      fc.property(microjoules, fc.double({ min: 0, max: 500 }), (gross, watts) => {
        expect(joulesPerItem(of({ grossJoules: gross / 1e6, idleWatts: watts })) <= 0).toBe(false);
      }),
    );
  });

  test('is tagged where fewer than a hundred iterations were measured', () => {
    expect(energyTags(of({ iterations: 99 }))).toEqual(['FEW_ITERATIONS']);
    expect(energyTags(of({ iterations: 100 }))).toEqual([]);
  });
});

test('energy that was counted for long between blocks is tagged', () => {
  expect(energyTags(of({ blockSeconds: 8.9 }))).toEqual(['GAPS']);
  expect(energyTags(of({ blockSeconds: 9.1 }))).toEqual([]);
});

describe('the budget of a race of energy', () => {
  const pair = { question: 'BEST', runs: 2 } as const;
  const { QUICK, STANDARD, RIGOROUS } = EFFORTS;

  test('holds the rounds up to its first look, whatever the effort; of other races it is that of the effort', () => {
    expect(standardBudgetSeconds(QUICK, { ...pair, metric: 'ENERGY' })).toBe(8 * 2 * 20.5);
    expect(standardBudgetSeconds(QUICK, { ...pair, runs: 7, metric: 'ENERGY' })).toBeGreaterThan(8 * 7 * 20);
    expect(standardBudgetSeconds(RIGOROUS, { ...pair, metric: 'ENERGY' })).toBe(RIGOROUS.budgetSeconds);
    expect(standardBudgetSeconds(QUICK, { ...pair, metric: 'THROUGHPUT' })).toBe(QUICK.budgetSeconds);
  });

  test('gives slow iterations their part of it, and never less than the seconds that a counter needs', () => {
    expect(mostWorkSeconds(STANDARD, { ...pair, budgetSeconds: 600 })).toBe(37.5);
    expect(mostWorkSeconds(QUICK, { ...pair, budgetSeconds: 20 })).toBe(10);
  });
});
