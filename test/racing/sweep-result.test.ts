import type { Race } from '../../src/entities/race.entity';
import type { Run } from '../../src/entities/run.entity';
import { statusOf } from '../../src/racing/races-together';
import { crossoversOfSweep, sweepSentence, type MeasuredValue } from '../../src/racing/sweep-result';
import type { PairAnalysis, VerdictName } from '../../src/statistics/analysis';
import { raceRow, runRow } from './support';

const BATCHES = { over: 'BATCH_SIZE', parameter: null } as const;
type Outcome = 'A' | 'B' | 'neither';

const pair = (baseline: Run, candidate: Run, ratio: number, verdict: VerdictName): PairAnalysis => ({
  ...{ baselineRunId: baseline.id, candidateRunId: candidate.id, verdict, clear: true, rounds: 8, flags: [] },
  ratio: { value: ratio, low: ratio * 0.99, high: ratio * 1.01, confidence: 0.95 },
  ...{ minimumDetectableDifference: null, furtherRounds: null },
});

/** A race of A and B that ended so; as BEST does, the leader is the baseline of its pair. */
function measured(value: number, outcome: Outcome, changes: Partial<Race> = {}): MeasuredValue {
  const race: Race = { ...raceRow(), status: 'FINISHED' as const, metric: 'THROUGHPUT' as const, ...changes };
  const [a, b] = [runRow(race, 0, { label: 'A' }), runRow(race, 1, { label: 'B' })];
  const clone = runRow(race, 2, { label: 'A (clone)', cloneOf: a.id });
  const [first, second] = outcome === 'B' ? [b, a] : [a, b];
  const comparison =
    outcome === 'neither' ? pair(a, b, 1, 'NO_PRACTICAL_DIFFERENCE') : pair(first, second, 2, 'BASELINE_FASTER');
  race.analysis = {
    ...{ roundsCompleted: 8, runs: [], comparisons: [comparison] },
    standings: [
      { tier: 1, runId: first.id },
      { tier: outcome === 'neither' ? 1 : 2, runId: second.id },
    ],
  };
  return { value, race, runs: [a, b, clone] };
}

describe('what the races of a sweep say together', () => {
  test('who is fastest at which values, in one sentence', () => {
    const values = [measured(1, 'A'), measured(8, 'A'), measured(16, 'neither'), measured(32, 'B')];
    expect(sweepSentence(values, BATCHES)).toBe(
      'Fastest by batch size: A at 1 to 8; A and B, practically alike, at 16; B at 32.',
    );
    expect(sweepSentence(values, { over: 'PARAMETER', parameter: 'units' })).toMatch(/^Fastest by units: /);
  });

  test('where the order changes, whichever of the two a race took for its baseline', () => {
    const values = [measured(1, 'A'), measured(8, 'neither'), measured(64, 'B')];
    const [crossover, another] = crossoversOfSweep(values, BATCHES);
    expect(another).toBeUndefined();
    expect(crossover).toMatchObject({ baseline: 'A', candidate: 'B', fasterBelow: 'BASELINE', below: 1, above: 64 });
    expect(crossover?.near).toBeCloseTo(8, 9);
    expect(crossover?.sentence).toBe('At batch size 1 A is faster, at 64 B; they are equally fast near 8.');
  });

  test('in the words of what was raced', () => {
    const memory = { metric: 'PEAK_MEMORY' as const };
    const values = [measured(1, 'A', memory), measured(4, 'B', memory)];
    expect(sweepSentence(values, BATCHES)).toBe('Least memory by batch size: A at 1; B at 4.');
    expect(crossoversOfSweep(values, BATCHES)[0]?.sentence).toBe(
      'At batch size 1 A needs less memory, at 4 B; they are level near 2.',
    );
  });

  test('of the first result, saying so', () => {
    const start = { metric: 'TIME_TO_FIRST_RESULT' as const };
    const values = [measured(1, 'A', start), measured(4, 'B', start)];
    expect(sweepSentence(values, BATCHES)).toBe('To the first result: fastest by batch size: A at 1; B at 4.');
    expect(crossoversOfSweep(values, BATCHES)[0]?.sentence).toBe(
      'To the first result: at batch size 1 A is faster, at 4 B; they are equally fast near 2.',
    );
  });

  test('that its values were measured on different machines, where they were', () => {
    const on = (value: number, hardwareProfileId: string | null) => measured(value, 'A', { hardwareProfileId });
    const said = 'Fastest by batch size: A at 1 to 4.';
    expect(sweepSentence([on(1, 'hw_1'), on(4, 'hw_1')], BATCHES)).toBe(said);
    expect(sweepSentence([on(1, 'hw_1'), on(4, 'hw_2')], BATCHES)).toBe(
      `${said} The values were measured on 2 different machines.`,
    );
  });

  test('that data are missing, and not that entrants are alike, where a race could not tell', () => {
    const undecided = measured(4, 'neither');
    const [comparison] = undecided.race?.analysis?.comparisons ?? [];
    Object.assign(comparison ?? {}, { verdict: 'INCONCLUSIVE' });
    expect(sweepSentence([measured(1, 'A'), undecided], BATCHES)).toBe(
      'Fastest by batch size: A at 1; A and B, not enough data to tell them apart, at 4.',
    );
  });

  test('nothing of a value between two others of which nothing is known', () => {
    const values = [measured(1, 'A'), measured(4, 'A', { status: 'RUNNING' }), measured(16, 'A'), measured(64, 'A')];
    expect(sweepSentence(values, BATCHES)).toBe('Fastest by batch size: A at 1; A at 16 to 64.');
  });

  test('nothing of races that go on, were deleted, or cannot be trusted', () => {
    const going = measured(8, 'B', { status: 'RUNNING' });
    const untrusted = measured(16, 'B', {
      warnings: [{ code: 'SELF_CHECK_FAILED', message: 'Not to be trusted.', runId: null }],
    });
    const values = [measured(1, 'A'), going, untrusted, { value: 64, race: null, runs: [] }];
    expect(sweepSentence(values, BATCHES)).toBe('Fastest by batch size: A at 1.');
    expect(crossoversOfSweep(values, BATCHES)).toEqual([]);
    expect(sweepSentence([going], BATCHES)).toBeNull();
  });

  test.each([
    [['QUEUED', 'QUEUED'], 'QUEUED'],
    [['FINISHED', 'QUEUED'], 'RUNNING'],
    [['RUNNING', 'QUEUED'], 'RUNNING'],
    [['CANCELLED', 'RUNNING'], 'RUNNING'],
    [['FINISHED', 'FINISHED'], 'FINISHED'],
    [['FINISHED', 'FAILED'], 'FINISHED'],
    [['FAILED', 'FAILED'], 'FAILED'],
    [['FINISHED', 'CANCELLED'], 'CANCELLED'],
    [['FINISHED', 'INTERRUPTED'], 'INTERRUPTED'],
  ] as const)('with races %j it is %s', (statuses, expected) => {
    expect(statusOf(statuses.map((status) => ({ status })))).toBe(expected);
  });

  test('without any race left it counts as cancelled', () => {
    expect(statusOf([null])).toBe('CANCELLED');
  });
});
