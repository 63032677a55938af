import { analyseUnpaired, ASSUMED_DRIFT, type UnpairedRun } from '../../src/statistics/unpaired';
import { Random, times } from './random';
import { run } from './runs';

const RULE = { practicalDifference: 0.02, confidence: 0.95 };
const alone = (seconds: number, otherLogLevels: readonly number[] = []): UnpairedRun => ({
  ...run({ runId: `run of ${seconds}`, seconds }),
  otherLogLevels,
});

/** A program's run in one race: level of the race, noise of the rounds. */
function raced(random: Random, logLevel: number, drift: number, repeats: number): UnpairedRun {
  const level = () => logLevel + drift * random.gaussian();
  const own = level();
  const trials = times(10, (index) => ({
    round: index + 1,
    blockSeconds: [Math.exp(own + 0.005 * random.gaussian())],
    notSteady: false,
  }));
  return { runId: `run_${random.uniform()}`, trials, otherLogLevels: times(repeats, level) };
}

const isFaster = (verdict: string) => verdict === 'BASELINE_FASTER' || verdict === 'CANDIDATE_FASTER';

describe('runs of different races', () => {
  test('are told apart where they differ by much, and always say that nothing paired them', () => {
    const pair = analyseUnpaired(alone(0.01), alone(0.02), RULE);
    expect(pair).toMatchObject({ verdict: 'BASELINE_FASTER', clear: true, rounds: 12, furtherRounds: null });
    expect(pair.flags).toEqual(['UNPAIRED', 'ASSUMED_DRIFT']);
    expect(pair.ratio.value).toBeCloseTo(2, 1);
  });

  test('are not told apart within what the machine may have drifted', () => {
    const { ratio, verdict, minimumDetectableDifference } = analyseUnpaired(alone(0.01), alone(0.0105), RULE);
    expect(verdict).toBe('INCONCLUSIVE');
    const halfWidth = Math.log(ratio.high / ratio.low) / 2;
    expect(halfWidth).toBeGreaterThan(1.96 * Math.SQRT2 * ASSUMED_DRIFT);
    expect(halfWidth).toBeLessThan(2.2 * Math.SQRT2 * ASSUMED_DRIFT);
    expect(minimumDetectableDifference).toBeGreaterThan(halfWidth);
  });

  test('swapping them inverts the ratio', () => {
    const [first, second] = [alone(0.01), alone(0.012)];
    const [forth, back] = [analyseUnpaired(first, second, RULE), analyseUnpaired(second, first, RULE)];
    expect(forth.ratio.value * back.ratio.value).toBeCloseTo(1, 12);
    expect(forth.ratio.low * back.ratio.high).toBeCloseTo(1, 12);
  });

  test('repeats that hardly differ narrow the interval, and the assumption goes', () => {
    const repeats = [-4.6, -4.601, -4.603, -4.602];
    const known = analyseUnpaired(alone(0.01, repeats), alone(0.0105), RULE);
    expect(known.flags).toEqual(['UNPAIRED']);
    expect(known.verdict).toBe('BASELINE_FASTER');
    expect(analyseUnpaired(alone(0.01, repeats.slice(2)), alone(0.0105), RULE).flags).toContain('ASSUMED_DRIFT');
  });

  test.each([
    { drift: 0.02, repeats: 5 },
    { drift: 0.05, repeats: 5 },
    { drift: 0.05, repeats: 20 },
    { drift: ASSUMED_DRIFT, repeats: 0 },
  ])('at most 5.5 % of identical programs are told apart, drift $drift, $repeats repeats', ({ drift, repeats }) => {
    const random = new Random(7);
    const pairs = times(2000, () =>
      analyseUnpaired(raced(random, 0, drift, repeats), raced(random, 0, drift, repeats), {
        ...RULE,
        practicalDifference: 1e-9,
      }),
    );
    const wrong = pairs.filter(({ verdict }) => isFaster(verdict)).length / pairs.length;
    expect(wrong).toBeLessThanOrEqual(0.055);
    expect(wrong).toBeGreaterThan(0.02);
  });

  test('fewer than three rounds decide nothing', () => {
    const [few, many] = [1, 12].map((rounds) => ({
      ...run({ runId: `of ${rounds}`, seconds: rounds, rounds }),
      otherLogLevels: [],
    }));
    const pair = analyseUnpaired(few!, many!, RULE);
    expect(pair).toMatchObject({ verdict: 'INCONCLUSIVE', minimumDetectableDifference: null, rounds: 1 });
    expect(pair.flags).toContain('TOO_FEW_ROUNDS');
  });

  test('a trial that never became steady is flagged', () => {
    const unsteady = { ...run({ runId: 'unsteady', seconds: 0.03, notSteadyRound: 2 }), otherLogLevels: [] };
    expect(analyseUnpaired(alone(0.01), unsteady, RULE).flags).toContain('NOT_STEADY');
  });
});
