import { packJson, unpackJson } from '../../src/packing/text';
import { packTrials, unpackTrials, type PackedTrial } from '../../src/packing/trials';

const probe = {
  ...{ requestsPerSecond: 1000, step: 16, requests: 662, elapsedNanoseconds: 6.6e8, overBound: 1 },
  ...{ latenessNanoseconds: 4000, latencies: 'HISTFAAA' },
};
const trial = (round: number, changes: Partial<PackedTrial> = {}): PackedTrial => ({
  ...{ round, startedAt: 1_796_000_000_000, iterationsPerBlock: 3, latencies: null, foreignShare: 0.01 },
  ...{ clockHertz: null, gpu: null, tags: ['EXCLUSIVE'], phases: [1, 2, 3, 4, 5, 6] },
  ...{ peakResidentBytes: 4e8, peakDeviceBytes: null, energy: null, serving: null },
  ...{ variableLengths: null, experiment: null, pipeline: null },
  ...changes,
});

it('keeps everything that is told of a trial, what its probes found too', () => {
  const serving = { latencyBoundSeconds: 0.01, percentile: 99 as const, gridShift: 0.25, probes: [probe, probe] };
  const variableLengths = { firstPassNanoseconds: 4e9, compilations: 12, compilationsWhileMeasured: null };
  const trials = [trial(1, { serving }), trial(2), trial(3, { variableLengths })];
  expect(unpackTrials(packTrials(trials))).toEqual(trials);
});

it('keeps what was timed beside the blocks of a trial that loads images', () => {
  const beside = { modelNanoseconds: [5, 6], loaderNanoseconds: [7, 8] };
  const trials = [trial(1, { pipeline: { imagesSha256: 'ab12', pageCache: 'WARM', ...beside } }), trial(2)];
  expect(unpackTrials(packTrials(trials))).toEqual(trials);
});

it('reads trials that were packed before requests were served: they served none', () => {
  const columns = unpackJson(packTrials([trial(1), trial(2)])) as unknown[];
  const before = packJson(columns.slice(0, -1));
  expect(unpackTrials(before)).toEqual([trial(1), trial(2)]);
});
