import { bestSegments, levelSegments, PENALTY, SHORTEST_SEGMENT } from '../../src/statistics/change-points';
import { trialShape, type TrialShapeName } from '../../src/statistics/trial-shape';
import { Random, times } from './random';

const TRACES = 200;
const PRACTICAL_DIFFERENCE = 0.02;

interface Trace {
  readonly name: string;
  readonly shape: TrialShapeName;
  /** Level at a share of the trial, 0 to 1, and at a block. */
  readonly level: (share: number, block: number) => number;
}

const TRACES_OF: readonly Trace[] = [
  { name: 'a flat trace', shape: 'FLAT', level: () => 1 },
  {
    name: 'a saw-tooth of a collector, one block in ten',
    shape: 'FLAT',
    level: (_, block) => (block % 10 === 7 ? 1.2 : 1),
  },
  { name: 'a saw-tooth within what matters', shape: 'FLAT', level: (_, block) => 1 + 0.001 * (block % 7) },
  { name: 'a step down', shape: 'WARM_UP', level: (share) => (share < 0.35 ? 1.1 : 1) },
  { name: 'an exponential warm-up', shape: 'WARM_UP', level: (share) => 1 + 0.5 * Math.exp(-share / 0.08) },
  { name: 'a step up', shape: 'SLOW_DOWN', level: (share) => (share < 0.5 ? 1 : 1.1) },
  {
    name: 'a warm-up after which it slows down',
    shape: 'SLOW_DOWN',
    level: (share) => (share < 0.2 ? 1.2 : share < 0.5 ? 1 : 1.1),
  },
  { name: 'a trace that never stops slowing down', shape: 'NONE', level: (share) => 1 + share },
  { name: 'a step near the end', shape: 'NONE', level: (share) => (share < 0.85 ? 1 : 1.2) },
];

function trace({ level }: Trace, blocks: number, noise: number, seed: number): number[] {
  const random = new Random(seed);
  return times(blocks, (block) => 0.02 * level(block / blocks, block) * Math.exp(noise * random.heavyTailed()));
}

describe('the class of a trial', () => {
  const settings = [40, 100, 300].flatMap((blocks) => [0.002, 0.01].map((noise) => ({ blocks, noise })));
  const cases = TRACES_OF.flatMap((each) => settings.map((setting) => ({ ...each, ...setting })));

  test.each(cases)('of $name is $shape, $blocks blocks, noise $noise', (each) => {
    const right = times(TRACES, (seed) => trialShape(trace(each, each.blocks, each.noise, seed), PRACTICAL_DIFFERENCE));
    expect(right.filter((shape) => shape === each.shape).length / TRACES).toBeGreaterThanOrEqual(0.95);
  });

  test('is not told of fewer than ten blocks, nor of a clock that stood still', () => {
    expect(
      trialShape(
        times(9, () => 0.02),
        PRACTICAL_DIFFERENCE,
      ),
    ).toBeNull();
    expect(
      trialShape(
        times(20, () => 0),
        PRACTICAL_DIFFERENCE,
      ),
    ).toBeNull();
  });

  test('of equal blocks is flat', () => {
    expect(
      trialShape(
        times(20, () => 0.02),
        PRACTICAL_DIFFERENCE,
      ),
    ).toBe('FLAT');
  });
});

describe('the segments of one level', () => {
  test('begin where the level changes', () => {
    const random = new Random(5);
    const values = times(120, (index) => (index < 50 ? 1 : index < 90 ? 3 : 2) + 0.1 * random.gaussian());
    expect(levelSegments(values).map(({ start, end }) => [start, end])).toEqual([
      [0, 50],
      [50, 90],
      [90, 120],
    ]);
  });

  test('are the best of all segmentations, whichever way they are found', () => {
    for (const seed of times(40, (index) => index)) {
      const random = new Random(seed);
      const values = times(15, (index) => (index < 4 + (seed % 8) ? 0 : seed / 10) + random.gaussian());
      const found = bestSegments(values, 1).map(({ end }) => end);
      const costs = allEnds(0, values.length).map((ends) => costOf(values, ends));
      expect(costOf(values, found)).toBeCloseTo(Math.min(...costs), 9);
    }
  });
});

/** Every way to cut a series into segments that are long enough, as the ends of the segments. */
function allEnds(start: number, length: number): number[][] {
  if (start === length) return [[]];
  const ends = times(length - start, (index) => start + index + 1).filter((end) => end - start >= SHORTEST_SEGMENT);
  return ends.flatMap((end) => allEnds(end, length).map((rest) => [end, ...rest]));
}

function costOf(values: readonly number[], ends: readonly number[]): number {
  return ends.reduce((total, end, index) => {
    const part = values.slice(ends[index - 1] ?? 0, end);
    const mean = part.reduce((sum, value) => sum + value, 0) / part.length;
    const squares = part.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return total + squares + (index > 0 ? PENALTY * Math.log(values.length) : 0);
  }, 0);
}
