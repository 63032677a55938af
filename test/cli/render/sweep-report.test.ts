import type { CurveRunView, SweepView } from '../../../src/cli/api/sweep-types';
import { renderSweep } from '../../../src/cli/render/sweep-report';
import { PLAIN } from '../support/terminal';

const RUN: CurveRunView = {
  ...{
    id: 'run_1',
    status: 'FINISHED',
    timeToFirstResultSeconds: null,
    energyJoulesPerItem: null,
    requestsPerSecond: null,
  },
  ...{ secondsPerIteration: null, peakMemoryBytes: 3 * 2 ** 20, failure: null },
};
const timed = (value: number): CurveRunView => ({
  ...RUN,
  secondsPerIteration: { value, low: value * 0.98, high: value * 1.02, confidence: 0.95 },
});
const failure = { phase: 'build', code: 'OUT_OF_MEMORY', message: 'No room.', advice: null, logTail: null };
const race = { id: 'race_1', status: 'FINISHED', verdict: null, workload: { id: 'mlp' }, task: 'INFERENCE' } as const;

const SWEEP: SweepView = {
  ...{ id: 'sweep_1', label: null, status: 'FINISHED', over: 'BATCH_SIZE', parameter: null, createdAt: '' },
  verdict: 'Fastest by batch size: pytorch at 1; jax at 64.',
  points: [1, 64].map((value) => ({ value, race: { ...race, metric: 'THROUGHPUT' } })),
  curves: [
    { label: 'pytorch', points: [1, 64].map((value, index) => ({ value, run: timed(0.001 * (1 + 9 * index)) })) },
    { label: 'jax', points: [1, 64].map((value, index) => ({ value, run: timed(0.002 * (1 + index)) })) },
  ],
  crossovers: [
    {
      ...{ below: 1, above: 64, near: 8, aheadBelow: 'pytorch', aheadAbove: 'jax' },
      sentence: 'At batch size 1 pytorch is faster, at 64 jax; they are equally fast near 8.',
    },
  ],
};

describe('a sweep as text', () => {
  it('is a row for each value, who is ahead where, and where that changes', () => {
    expect(`\n${renderSweep(SWEEP, PLAIN)}`).toBe(`
mlp, inference

  batch size  pytorch                    jax
  1           1.000 ms (0.980 to 1.020)  2.000 ms (1.960 to 2.040)
  64          10.00 ms (9.80 to 10.20)   4.000 ms (3.920 to 4.080)

▸ Fastest by batch size: pytorch at 1; jax at 64.
▸ At batch size 1 pytorch is faster, at 64 jax; they are equally fast near 8.`);
  });

  it('says why there is no number, and what did not finish', () => {
    const curves = [
      {
        label: 'pytorch',
        points: [
          { value: 1, run: { ...RUN, status: 'FAILED', failure } },
          { value: 64, run: null },
        ],
      },
      {
        label: 'jax',
        points: [
          { value: 1, run: { ...RUN, status: 'CANCELLED' } },
          { value: 64, run: null },
        ],
      },
    ];
    const points = [
      { value: 1, race: { ...race, status: 'CANCELLED' as const, metric: 'THROUGHPUT' } },
      { value: 64, race: null },
    ];
    const text = renderSweep({ ...SWEEP, curves, points, crossovers: [], verdict: null }, PLAIN);
    expect(text).toContain('1           OUT_OF_MEMORY  cancelled');
    expect(text).toContain('64          deleted        deleted');
    expect(text).toMatch(/▸ Nothing was measured\.\n {2}At 1: cancelled\n {2}At 64: the race was deleted$/);
  });

  it('shows memory where that was raced, and names a parameter by its name', () => {
    const points = SWEEP.points.map(({ value }) => ({ value, race: { ...race, metric: 'PEAK_MEMORY' } }));
    const text = renderSweep({ ...SWEEP, over: 'PARAMETER', parameter: 'units', points }, PLAIN);
    expect(text).toMatch(/\n {2}units {2}pytorch +jax\n {2}1 +3 MiB +3 MiB\n/);
  });
});
