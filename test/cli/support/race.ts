import type { Estimate, RaceView, RunView } from '../../../src/cli/api/types';

export function estimate(value: number, low: number, high: number, confidence = 0.95): Estimate {
  return { value, low, high, confidence };
}

export const TORCH: RunView = {
  id: 'run_1',
  label: 'PyTorch (eager)',
  status: 'FINISHED',
  engineVersion: '2.13.0',
  engine: { id: 'pytorch', name: 'PyTorch' },
  variant: { id: 'eager' },
  device: { id: 'cpu', name: 'CPU' },
  settings: [{ name: 'threads', value: '2' }],
  parity: { passed: true, error: 2.4e-7, tolerance: 1e-5 },
  timeToFirstResultSeconds: null,
  coldStart: null,
  editStart: null,
  secondsPerIteration: estimate(0.02034, 0.02011, 0.02058),
  itemsPerSecond: estimate(3146, 3110, 3183),
  flopsPerSecond: null,
  latency: null,
  percentOfLimit: null,
  limitedBy: null,
  peakMemoryBytes: 412_000_000,
  peakDeviceMemoryBytes: null,
  hostBoundShare: null,
  energyJoulesPerItem: null,
  requestsPerSecond: null,
  variableLengths: null,
  inputPipeline: null,
  failure: null,
};

export const FLOW: RunView = {
  ...TORCH,
  id: 'run_2',
  label: 'TensorFlow (graph)',
  engine: { id: 'tensorflow', name: 'TensorFlow' },
  variant: { id: 'graph' },
  timeToFirstResultSeconds: null,
  coldStart: null,
  editStart: null,
  secondsPerIteration: estimate(0.0473, 0.0461, 0.0485),
  itemsPerSecond: estimate(1353, 1320, 1388),
};

export const VERDICT = 'PyTorch (eager) is 2.33 times as fast as TensorFlow (graph), 95 % CI 2.27 to 2.38';

/** A finished race of two; each test changes what it is about. */
export const RACE: RaceView = {
  id: 'race_1',
  label: null,
  status: 'FINISHED',
  workload: { id: 'lstm', name: 'LSTM', itemName: 'samples' },
  hardware: null,
  parameters: [{ name: 'units', value: '320' }],
  task: 'TRAINING',
  precision: 'FLOAT32',
  division: 'STRICT',
  batchSize: 64,
  metric: 'THROUGHPUT',
  question: 'BEST',
  effort: 'QUICK',
  practicalDifference: 0.02,
  seed: 7,
  targetHalfWidth: null,
  compilationCaches: null,
  scenario: null,
  tensorsSha256: null,
  expectedDetectableDifference: 0.01,
  roundsCompleted: 8,
  verdict: VERDICT,
  environmentGrade: null,
  disturbances: [],
  selfCheck: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  startedAt: '2026-01-01T00:00:01.000Z',
  finishedAt: '2026-01-01T00:01:01.000Z',
  runs: [TORCH, FLOW],
  standings: [
    { tier: 1, run: { id: 'run_1', label: TORCH.label } },
    { tier: 2, run: { id: 'run_2', label: FLOW.label } },
  ],
  comparisons: [
    {
      baseline: { label: FLOW.label },
      candidate: { label: TORCH.label },
      ratio: estimate(0.43, 0.42, 0.44),
      totalRatio: estimate(0.44, 0.42, 0.46),
      breakEvenIterations: null,
      minimumDetectableDifference: 0.02,
      furtherRounds: null,
      verdict: 'CANDIDATE_FASTER',
      clear: true,
      sentence: VERDICT,
      rounds: 8,
      flags: [],
    },
  ],
  warnings: [],
  failure: null,
};

/** The race as the API holds it: with what the schema wants and the command line does not read. */
export function asStored(race: RaceView): object {
  const runOf = (label: string) => race.runs.find((run) => run.label === label);
  return {
    ...race,
    comparisons: race.comparisons.map((one) => ({
      ...one,
      baseline: runOf(one.baseline.label),
      candidate: runOf(one.candidate.label),
    })),
  };
}
