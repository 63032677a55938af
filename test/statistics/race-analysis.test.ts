import type { PairAnalysis } from '../../src/statistics/analysis';
import { wideningFactor } from '../../src/statistics/autocorrelation';
import { analyseRace, comparisonCount } from '../../src/statistics/race-analysis';
import { alphaPerLook } from '../../src/statistics/looks';
import { signedRankInterval } from '../../src/statistics/signed-rank';
import { completeTrialValues } from '../../src/statistics/trial-values';
import { times } from './random';
import { FAST, input, pairOf, run, SAME, SLOW, SLOWEST } from './runs';

describe('a race of two', () => {
  const analysis = analyseRace(input([SLOW, FAST]));

  test('compares the other with the leader and calls a fifth more time clearly slower', () => {
    const [pair] = analysis.comparisons;
    expect(analysis.comparisons).toHaveLength(1);
    expect(pair).toMatchObject({
      baselineRunId: 'fast',
      candidateRunId: 'slow',
      verdict: 'BASELINE_FASTER',
      clear: true,
    });
    expect(pair?.ratio.value).toBeCloseTo(1.2, 2);
    expect(pair?.ratio.low).toBeLessThan(1.2);
    expect(pair?.ratio.high).toBeGreaterThan(1.2);
    expect(pair).toMatchObject({ rounds: 12, flags: [] });
    expect(pair?.ratio.confidence).toBe(0.95);
    expect(pair?.minimumDetectableDifference).toBeLessThan(0.01);
  });

  test('gives each run its time with an interval, and the slower its running ratio to the leader', () => {
    const [slow, fast] = analysis.runs;
    expect(slow?.runId).toBe('slow');
    expect(slow?.secondsPerIteration?.value).toBeCloseTo(0.012, 4);
    expect(slow?.runningSecondsPerIteration?.value).toBeCloseTo(0.012, 4);
    expect(slow?.runningRatioToLeader?.value).toBeCloseTo(1.2, 2);
    expect(fast?.runningRatioToLeader).toBeNull();
  });

  test('puts them in two tiers', () => {
    expect(analysis.standings).toEqual([
      { tier: 1, runId: 'fast' },
      { tier: 2, runId: 'slow' },
    ]);
  });
});

describe('questions', () => {
  const runs = [SLOW, FAST, SAME, SLOWEST];

  test('BEST compares each with the leader and shares the error over all six pairs', () => {
    const { comparisons } = analyseRace(input(runs, 'BEST'));
    const leader = comparisons[0]?.baselineRunId;
    expect(['fast', 'same']).toContain(leader);
    expect(comparisons.map((pair) => pair.baselineRunId)).toEqual([leader, leader, leader]);
    expect(comparisonCount('BEST', 4)).toBe(6);
    const allPairs = analyseRace(input(runs, 'ALL_PAIRS')).comparisons;
    const ratioOf = (pair: PairAnalysis) => Math.max(pair.ratio.value, 1 / pair.ratio.value);
    const best = pairOf(comparisons, leader ?? '', 'slowest');
    expect(allPairs.map(ratioOf)).toContainEqual(expect.closeTo(ratioOf(best), 12));
  });

  test('VS_BASELINE compares each with the first, sharing the error over three, so intervals are no wider', () => {
    const { comparisons } = analyseRace(input(runs, 'VS_BASELINE'));
    expect(comparisons.map((pair) => [pair.baselineRunId, pair.candidateRunId])).toEqual([
      ['slow', 'fast'],
      ['slow', 'same'],
      ['slow', 'slowest'],
    ]);
    expect(comparisonCount('VS_BASELINE', 4)).toBe(3);
    const corrected = pairOf(analyseRace(input(runs, 'ALL_PAIRS')).comparisons, 'slow', 'fast').ratio;
    const { ratio } = pairOf(comparisons, 'slow', 'fast');
    expect(ratio.high - ratio.low).toBeLessThan(corrected.high - corrected.low);
  });

  test('ALL_PAIRS compares every pair once', () => {
    const { comparisons } = analyseRace(input(runs, 'ALL_PAIRS'));
    expect(comparisons).toHaveLength(6);
    expect(pairOf(comparisons, 'fast', 'same').verdict).toBe('NO_PRACTICAL_DIFFERENCE');
  });

  test('standings are the same for every question: equal runs share a tier', () => {
    for (const question of ['BEST', 'VS_BASELINE', 'ALL_PAIRS'] as const) {
      const { standings } = analyseRace(input(runs, question));
      const tierOf = new Map(standings.map(({ runId, tier }) => [runId, tier]));
      expect([tierOf.get('fast'), tierOf.get('same'), tierOf.get('slow'), tierOf.get('slowest')]).toEqual([1, 1, 2, 3]);
      expect(standings.map(({ tier }) => tier)).toEqual([1, 1, 2, 3]);
    }
  });
});

describe('what a race cannot say', () => {
  test('without a complete round there are runs with nulls, one tier and no comparison', () => {
    const analysis = analyseRace(input([FAST, { runId: 'none', trials: [] }]));
    expect(analysis.roundsCompleted).toBe(0);
    expect(analysis.comparisons).toEqual([]);
    expect(analysis.standings.map(({ tier }) => tier)).toEqual([1, 1]);
    expect(
      analysis.runs.map((each) => [each.rounds, each.secondsPerIteration, each.runningSecondsPerIteration]),
    ).toEqual([
      [0, null, null],
      [0, null, null],
    ]);
  });

  test('without runs it is empty', () => {
    expect(analyseRace(input([]))).toEqual({ roundsCompleted: 0, runs: [], comparisons: [], standings: [] });
  });

  test('only rounds that every run completed are compared, and a trial without blocks completes none', () => {
    const holes = { ...SLOW, trials: SLOW.trials.filter(({ round }) => round !== 3) };
    const empty = {
      ...FAST,
      trials: FAST.trials.map((trial) => (trial.round === 5 ? { ...trial, blockSeconds: [] } : trial)),
    };
    const analysis = analyseRace(input([holes, empty]));
    expect(analysis.roundsCompleted).toBe(10);
    expect(analysis.comparisons[0]?.rounds).toBe(10);
  });

  test('before the first look a pair is inconclusive, flagged, and its confidence is what it attains', () => {
    const [pair] = analyseRace(
      input([run({ runId: 'a', seconds: 1, rounds: 5 }), run({ runId: 'b', seconds: 2, rounds: 5 })]),
    ).comparisons;
    expect(pair).toMatchObject({ verdict: 'INCONCLUSIVE', clear: false, flags: ['TOO_FEW_ROUNDS'], rounds: 5 });
    // As many as the level needs at all.
    expect(pair?.furtherRounds).toBe(2);
    expect(pair?.ratio.confidence).toBeGreaterThan(0.7);
    expect(pair?.ratio.confidence).toBeLessThan(0.9);
  });

  test('one round gives a point without confidence and no detectable difference', () => {
    const [pair] = analyseRace(
      input([run({ runId: 'a', seconds: 1, rounds: 1 }), run({ runId: 'b', seconds: 2, rounds: 1 })]),
    ).comparisons;
    expect(pair?.ratio.low).toBe(pair?.ratio.high);
    expect(pair).toMatchObject({ minimumDetectableDifference: null, rounds: 1, ratio: { confidence: 0 } });
  });

  test('a verdict that comes out the same without the trials that never became steady stands, and is flagged', () => {
    const unsteady = run({ runId: 'unsteady', seconds: 0.02, notSteadyRound: 4 });
    const { comparisons } = analyseRace(input([FAST, unsteady, SLOW]));
    expect(pairOf(comparisons, 'fast', 'unsteady')).toMatchObject({
      verdict: 'BASELINE_FASTER',
      flags: ['NOT_STEADY'],
    });
    expect(pairOf(comparisons, 'fast', 'slow')).toMatchObject({ verdict: 'BASELINE_FASTER', flags: [] });
  });

  test('a verdict that hangs on trials that never became steady leaves its pair inconclusive, and only that', () => {
    const steady = run({ runId: 'unsteady', seconds: 0.02 });
    const unsteady = { ...steady, trials: steady.trials.map((trial) => ({ ...trial, notSteady: trial.round > 4 })) };
    const { comparisons } = analyseRace(input([FAST, unsteady, SLOW]));
    expect(pairOf(comparisons, 'fast', 'unsteady')).toMatchObject({ verdict: 'INCONCLUSIVE', flags: ['NOT_STEADY'] });
    expect(pairOf(comparisons, 'fast', 'slow').verdict).toBe('BASELINE_FASTER');
  });

  test('a verdict that hangs on the first blocks of each trial leaves its pair inconclusive', () => {
    const blocks = (seconds: number) => [...times(3, () => 1.5 * seconds), ...times(3, () => seconds)];
    const warming = run({ runId: 'warming', seconds: 0.01, blocks });
    const [pair] = analyseRace(input([FAST, warming])).comparisons;
    expect(pair?.ratio.low).toBeGreaterThan(1.02);
    expect(pair).toMatchObject({ verdict: 'INCONCLUSIVE', clear: false });
    expect(pair?.flags).toContain('WARMING');
  });

  test('rounds that drift apart widen the interval by the autocorrelation and are flagged', () => {
    const drifting = run({ runId: 'slow', seconds: 0.012, rounds: 40, drift: 0.001 });
    const runs = [run({ runId: 'fast', seconds: 0.01, rounds: 40 }), drifting];
    const [pair] = analyseRace(input(runs)).comparisons;
    const [fast, slow] = completeTrialValues(runs).map((values) => values.logTypical);
    const differences = (slow ?? []).map((value, round) => value - (fast?.[round] ?? NaN));
    const { value, high } = signedRankInterval(differences, alphaPerLook(0.95, 1));
    expect(pair?.flags).toEqual(['AUTOCORRELATED']);
    expect(wideningFactor(differences)).toBeGreaterThan(1.5);
    expect(Math.log(pair?.ratio.high ?? NaN) - value).toBeCloseTo(wideningFactor(differences) * (high - value), 12);
  });

  test('blocks that become slower within each trial are flagged, of either run, where it matters', () => {
    const blocks = (seconds: number) => times(10, (index) => seconds * (1 + 0.003 * index));
    const drifting = run({ runId: 'drifts', seconds: 0.0098, blocks });
    const little = run({
      runId: 'little',
      seconds: 0.01,
      blocks: (seconds) => times(10, (i) => seconds * (1 + 5e-4 * i)),
    });
    expect(analyseRace(input([FAST, drifting])).comparisons[0]?.flags).toContain('DRIFTING');
    expect(analyseRace(input([drifting, SLOW])).comparisons[0]?.flags).toContain('DRIFTING');
    expect(analyseRace(input([FAST, little])).comparisons[0]?.flags).not.toContain('DRIFTING');
  });

  test('what the machine did to a trial of either run flags the comparison, and changes no verdict', () => {
    const trials = SLOW.trials.map((trial) => (trial.round === 3 ? { ...trial, disturbances: ['STOLEN'] } : trial));
    const [disturbed] = analyseRace(input([FAST, { ...SLOW, trials }])).comparisons;
    const [quiet] = analyseRace(input([FAST, SLOW])).comparisons;
    expect(disturbed).toEqual({ ...quiet, flags: ['STOLEN'] });
  });

  test('stalls that the median hides are flagged as sensitive to the tail', () => {
    const stalling = run({
      runId: 'stalls',
      seconds: 0.01,
      blocks: (seconds) => [...times(9, () => seconds), 3 * seconds],
    });
    const [pair] = analyseRace(input([FAST, stalling])).comparisons;
    expect(pair).toMatchObject({ verdict: 'NO_PRACTICAL_DIFFERENCE', flags: ['TAIL_SENSITIVE'] });
    // A block in ten takes three times as long.
    expect(pair?.totalRatio?.value).toBeCloseTo(1.2, 2);
    expect(pair?.ratio.value).toBeCloseTo(1, 2);
  });

  test('a single run has its time, one tier and no comparison', () => {
    const analysis = analyseRace(input([FAST]));
    expect(analysis).toMatchObject({ comparisons: [], standings: [{ tier: 1, runId: 'fast' }], roundsCompleted: 12 });
    expect(analysis.runs[0]?.secondsPerIteration?.value).toBeCloseTo(0.01, 4);
    expect(analysis.runs[0]?.runningRatioToLeader).toBeNull();
  });
});
