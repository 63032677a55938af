import type { Interval, PairAnalysis, RaceAnalysis } from '../../src/statistics/analysis';
import { formatConfidence, formatList, formatPercent, formatRatio, formatSeconds } from '../../src/statistics/format';
import { comparisonSentence, raceSentence } from '../../src/statistics/sentence';

const LABELS = { baseline: 'PyTorch (eager)', candidate: 'TensorFlow (graph)' };
const interval = (value: number, low: number, high: number, confidence = 0.95): Interval => ({
  value,
  low,
  high,
  confidence,
});

function pair(change: Partial<PairAnalysis>): PairAnalysis {
  return {
    baselineRunId: 'a',
    candidateRunId: 'b',
    ratio: interval(1.23, 1.18, 1.29),
    totalRatio: interval(1.23, 1.18, 1.29),
    verdict: 'BASELINE_FASTER',
    clear: true,
    rounds: 8,
    minimumDetectableDifference: 0.01,
    furtherRounds: null,
    flags: [],
    ...change,
  };
}

describe('the sentence of a comparison', () => {
  test.each<[string, Partial<PairAnalysis>, string]>([
    ['names the faster first', {}, 'PyTorch (eager) is 1.23 times as fast as TensorFlow (graph), 95 % CI 1.18 to 1.29'],
    [
      'turns the ratio round where the candidate is faster',
      { ratio: interval(0.5, 0.4, 0.625), verdict: 'CANDIDATE_FASTER' },
      'TensorFlow (graph) is 2.00 times as fast as PyTorch (eager), 95 % CI 1.60 to 2.50',
    ],
    [
      'keeps its reservation where the difference may not matter',
      { ratio: interval(1.03, 1.011, 1.05), clear: false },
      'PyTorch (eager) is 1.030 times as fast as TensorFlow (graph), 95 % CI 1.011 to 1.050 (but perhaps by less than the 2 % that matter)',
    ],
    [
      'says that there is no practical difference',
      { ratio: interval(1.003, 0.99, 1.014), verdict: 'NO_PRACTICAL_DIFFERENCE', clear: false },
      'No practical difference between TensorFlow (graph) and PyTorch (eager): TensorFlow (graph) takes 1.003 times as long as PyTorch (eager), 95 % CI 0.990 to 1.014, within ±2 %',
    ],
    [
      'admits a real difference that is too small to matter',
      { ratio: interval(1.01, 1.004, 1.016), verdict: 'NO_PRACTICAL_DIFFERENCE', clear: false },
      'No practical difference between TensorFlow (graph) and PyTorch (eager): TensorFlow (graph) takes 1.010 times as long as PyTorch (eager), 95 % CI 1.004 to 1.016, within ±2 %: a real difference, but too small to matter',
    ],
    [
      'says that there is too little data, with the confidence that is attained',
      {
        ratio: interval(1.1, 0.9, 1.3, 0.8277),
        verdict: 'INCONCLUSIVE',
        clear: false,
        rounds: 5,
        flags: ['TOO_FEW_ROUNDS'],
      },
      'Not enough data to tell TensorFlow (graph) from PyTorch (eager): after 5 rounds TensorFlow (graph) takes 1.10 times as long as PyTorch (eager), 82.7 % CI 0.90 to 1.30',
    ],
    [
      'says how many more rounds would likely decide',
      { ratio: interval(1.02, 0.97, 1.07), verdict: 'INCONCLUSIVE', clear: false, rounds: 12, furtherRounds: 9 },
      'Not enough data to tell TensorFlow (graph) from PyTorch (eager): after 12 rounds TensorFlow (graph) takes 1.02 times as long as PyTorch (eager), 95 % CI 0.97 to 1.07; about 9 more would likely decide',
    ],
    [
      'says where a race cannot be long enough',
      { ratio: interval(1.02, 0.97, 1.07), verdict: 'INCONCLUSIVE', clear: false, rounds: 12, furtherRounds: 100 },
      'Not enough data to tell TensorFlow (graph) from PyTorch (eager): after 12 rounds TensorFlow (graph) takes 1.02 times as long as PyTorch (eager), 95 % CI 0.97 to 1.07; that would likely take 112 rounds in all, more than the 40 of a race',
    ],
    [
      'says that a difference was shown step by step',
      { ratio: interval(1.03, 0.999, 1.06), clear: false, flags: ['STEP_DOWN'] },
      'PyTorch (eager) is 1.030 times as fast as TensorFlow (graph), 95 % CI 0.999 to 1.060 (shown step by step, after the larger differences; the interval is for all pairs at once; perhaps by less than the 2 % that matter)',
    ],
    [
      'says of runs of different races that they were not measured side by side',
      { flags: ['UNPAIRED', 'ASSUMED_DRIFT'] },
      'PyTorch (eager) is 1.23 times as fast as TensorFlow (graph), 95 % CI 1.18 to 1.29 (in different races, not side by side)',
    ],
    [
      'does not ask for more data where that would not help',
      {
        ratio: interval(1.02, 0.94, 1.1),
        verdict: 'INCONCLUSIVE',
        clear: false,
        flags: ['UNPAIRED', 'DIFFERENT_MACHINES'],
      },
      'TensorFlow (graph) cannot be told from PyTorch (eager): TensorFlow (graph) takes 1.02 times as long as PyTorch (eager), 95 % CI 0.94 to 1.10 (in different races on different machines: of engines and machines together)',
    ],
    [
      'tells both answers where pauses change it',
      { flags: ['TAIL_SENSITIVE'], totalRatio: interval(1.6, 1.2, 2.1) },
      'PyTorch (eager) is 1.23 times as fast as TensorFlow (graph), 95 % CI 1.18 to 1.29; that is the typical block: with its pauses TensorFlow (graph) takes 1.60 times (1.20 to 2.10) as long as PyTorch (eager)',
    ],
    [
      'claims no interval after one round',
      {
        ratio: interval(1.1, 1.1, 1.1, 0),
        verdict: 'INCONCLUSIVE',
        clear: false,
        rounds: 1,
        flags: ['TOO_FEW_ROUNDS'],
      },
      'Not enough data to tell TensorFlow (graph) from PyTorch (eager): after 1 round TensorFlow (graph) takes 1.100 times as long as PyTorch (eager)',
    ],
    [
      'gives the reason where a trial never became steady',
      { verdict: 'INCONCLUSIVE', clear: false, flags: ['NOT_STEADY'] },
      'No verdict on TensorFlow (graph) and PyTorch (eager), because not every trial became steady: TensorFlow (graph) takes 1.23 times as long as PyTorch (eager), 95 % CI 1.18 to 1.29',
    ],
  ])('%s', (_, change, sentence) => {
    expect(comparisonSentence(pair(change), LABELS, 0.02)).toBe(sentence);
  });

  test('of an analysis that was stored before pauses were told is as it was then', () => {
    const stored = { ...pair({ flags: ['TAIL_SENSITIVE'] }), totalRatio: undefined, furtherRounds: undefined };
    const old = JSON.parse(JSON.stringify(stored)) as PairAnalysis;
    expect(comparisonSentence(old, LABELS, 0.02)).toBe(
      'PyTorch (eager) is 1.23 times as fast as TensorFlow (graph), 95 % CI 1.18 to 1.29',
    );
  });
});

describe('the sentence of a race', () => {
  const labels = { a: 'A', b: 'B', c: 'C', d: 'D' };
  const time = {
    rounds: 8,
    secondsPerIteration: interval(0.00342, 0.0034, 0.00345),
    runningSecondsPerIteration: null,
    runningRatioToLeader: null,
  };
  const race = (runIds: string[], comparisons: PairAnalysis[], standings = runIds): RaceAnalysis => ({
    roundsCompleted: 8,
    runs: runIds.map((runId) => ({ runId, ...time })),
    comparisons,
    standings: standings.map((runId, index) => ({ runId, tier: index + 1 })),
  });
  const against = (baselineRunId: string, candidateRunId: string, change: Partial<PairAnalysis> = {}) =>
    pair({ baselineRunId, candidateRunId, ...change });
  const equal = { verdict: 'NO_PRACTICAL_DIFFERENCE', clear: false, ratio: interval(1, 0.99, 1.01) } as const;
  const open = { verdict: 'INCONCLUSIVE', clear: false, ratio: interval(1.02, 0.97, 1.07) } as const;

  test('gives the time of a single run', () => {
    expect(raceSentence(race(['a'], []), labels, 0.02)).toBe(
      'A takes 3.420 ms per iteration, 95 % CI 3.400 to 3.450, over 8 rounds',
    );
  });

  test('of a single round says that there is no interval yet', () => {
    const once = { rounds: 1, secondsPerIteration: { value: 0.00342, low: 0.00342, high: 0.00342, confidence: 0 } };
    const analysis = race(['a'], []);
    const runs = analysis.runs.map((one) => ({ ...one, ...once }));
    expect(raceSentence({ ...analysis, runs }, labels, 0.02)).toMatch(
      /^Not enough data for an interval: after 1 round A takes about 3\.42\d* ms per iteration$/,
    );
  });

  test('is the comparison where there are two', () => {
    expect(raceSentence(race(['a', 'b'], [pair({})]), labels, 0.02)).toBe(
      'A is 1.23 times as fast as B, 95 % CI 1.18 to 1.29',
    );
  });

  test('names the fastest of several and the next', () => {
    const comparisons = [against('a', 'b', { ratio: interval(2, 1.9, 2.1) }), against('a', 'c')];
    expect(raceSentence(race(['a', 'b', 'c'], comparisons), labels, 0.02)).toBe(
      'A is the fastest of 3, 1.23 times as fast as the next, C, 95 % CI 1.18 to 1.29',
    );
  });

  test('finds the leader in all pairs, from whichever side they are given', () => {
    const comparisons = [
      against('b', 'a', { verdict: 'CANDIDATE_FASTER', ratio: interval(0.5, 0.4, 0.625) }),
      against('b', 'c'),
      against('a', 'c'),
    ];
    expect(raceSentence(race(['b', 'a', 'c'], comparisons, ['a', 'b', 'c']), labels, 0.02)).toBe(
      'A is the fastest of 3, 1.23 times as fast as the next, C, 95 % CI 1.18 to 1.29',
    );
  });

  test('names all that share the lead, and all where none differs', () => {
    expect(raceSentence(race(['a', 'b', 'c'], [against('a', 'b', equal), against('a', 'c')]), labels, 0.02)).toBe(
      'A and B are the fastest of 3: B is within ±2 % of A',
    );
    expect(
      raceSentence(race(['a', 'b', 'c'], [against('a', 'b', equal), against('a', 'c', equal)]), labels, 0.02),
    ).toBe('No practical difference to the fastest of 3: B and C are within ±2 % of A');
  });

  test('names no winner while one is not told from the leader', () => {
    const comparisons = [against('a', 'b', { ...open, furtherRounds: 6 }), against('a', 'c')];
    expect(raceSentence(race(['a', 'b', 'c'], comparisons), labels, 0.02)).toBe(
      'Not enough data to name the fastest of 3: after 8 rounds A leads, not to be told from B; about 6 more would likely decide',
    );
  });

  test('compares each with a baseline that does not lead', () => {
    const faster = { verdict: 'CANDIDATE_FASTER', ratio: interval(0.5, 0.4, 0.625) } as const;
    const comparisons = [against('a', 'b', faster), against('a', 'c'), against('a', 'd', equal)];
    expect(raceSentence(race(['a', 'b', 'c', 'd'], comparisons, ['b', 'a', 'd', 'c']), labels, 0.02)).toBe(
      'Compared with A (95 % CI): B is 2.00 times (1.60 to 2.50) as fast; C takes 1.23 times (1.18 to 1.29) as long; D is within ±2 %',
    );
  });

  test('says so where no round was completed', () => {
    const nothing = { ...race(['a', 'b'], []), roundsCompleted: 0 };
    expect(raceSentence(nothing, labels, 0.02)).toBe('Nothing can be said: no round was completed by every entrant');
  });
});

describe('numbers in sentences', () => {
  test('have as many digits as the interval supports', () => {
    expect(formatRatio(interval(12.345, 11.6, 13.1)).value).toBe('12.3');
    expect(formatRatio(interval(1.000123, 1.0001, 1.0002)).value).toBe('1.00012');
    expect(formatRatio(interval(150.2, 130, 171)).value).toBe('150');
  });

  test('take the unit in which a time is at least 1', () => {
    const texts = [2.5, 0.25, 2.5e-4, 2.5e-7, 2.5e-10].map((seconds) => {
      const { value, unit } = formatSeconds(interval(seconds, seconds * 0.99, seconds * 1.01));
      return `${value} ${unit}`;
    });
    expect(texts).toEqual(['2.500 s', '250.0 ms', '250.0 µs', '250.0 ns', '0.2500 ns']);
    expect(formatSeconds(interval(0.0123, 0.0123, 0.0123))).toMatchObject({ value: '12.30', unit: 'ms' });
  });

  test('never claim more confidence than is attained', () => {
    expect(formatConfidence(0.94999, formatRatio(interval(1.1, 1, 1.2)))).toBe(', 94.9 % CI 1.00 to 1.20');
    expect(formatConfidence(0, formatRatio(interval(1.1, 1, 1.2)))).toBe('');
  });

  test('are listed with commas and a last "and"', () => {
    expect([[], ['A'], ['A', 'B'], ['A', 'B', 'C']].map(formatList)).toEqual(['', 'A', 'A and B', 'A, B and C']);
    expect([0.02, 0.005, 0.123456].map(formatPercent)).toEqual(['2 %', '0.5 %', '12.3 %']);
  });
});
