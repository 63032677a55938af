import { afterStartFacts, coldStartOf } from '../../src/racing/cold-start';
import { sampleOf, timeToFirstResultSeconds } from '../../src/racing/metric';
import { placedBlock } from './support';

const phases = (importSeconds: number) => ({
  spawnNanoseconds: 1e8,
  importNanoseconds: importSeconds * 1e9,
  initialiseNanoseconds: 2e8,
  buildNanoseconds: 3e8,
  compileNanoseconds: 4e8,
  firstResultNanoseconds: 5e8,
});

describe('what of a trial is compared', () => {
  const trial = {
    round: 3,
    blocks: [placedBlock(0), placedBlock(1)],
    phases: phases(2),
    tags: ['NOT_STEADY', 'STOLEN'],
    peakResidentBytes: 3e8,
    peakDeviceBytes: null,
    foreignShare: 0.01,
    energy: null,
    serving: null,
    experiment: null,
  };

  test('is the time of an iteration in each block, or the one time to the first result', () => {
    const [first, second] = sampleOf(trial, 'THROUGHPUT').blockSeconds;
    expect(first).toBe(second);
    expect(sampleOf(trial, 'LATENCY').blockSeconds).toHaveLength(2);
    expect(sampleOf(trial, 'TIME_TO_FIRST_RESULT').blockSeconds).toEqual([3.5]);
    expect(timeToFirstResultSeconds({ phases: phases(2), experiment: null })).toBe(3.5);
  });

  test('of a start comes with how it went on, and not with what disturbed that', () => {
    // Ten iterations in 50 ms where later ones take 20 ms.
    const sample = sampleOf(trial, 'TIME_TO_FIRST_RESULT', [placedBlock(0, 50_000_000), placedBlock(1)]);
    expect(sample).toEqual({
      ...{ round: 3, blockSeconds: [3.5], notSteady: false },
      afterStart: { secondsPerIteration: 0.002, excessSeconds: expect.closeTo(0.03, 9) },
    });
    // Before these were measured, and where they were as fast from the first on.
    expect(sampleOf({ ...trial, blocks: [] }, 'TIME_TO_FIRST_RESULT').afterStart).toBeNull();
    const fast = sampleOf(trial, 'TIME_TO_FIRST_RESULT', [placedBlock(0, 19_000_000)]);
    expect(fast.afterStart?.excessSeconds).toBe(0);
  });

  test('is the most memory that it held: of the device where it has memory of its own', () => {
    expect(sampleOf(trial, 'PEAK_MEMORY').blockSeconds).toEqual([3e8]);
    expect(sampleOf({ ...trial, peakDeviceBytes: 5e9 }, 'PEAK_MEMORY').blockSeconds).toEqual([5e9]);
  });

  test('comes with what the analysis has to know of it', () => {
    expect(sampleOf(trial, 'THROUGHPUT')).toMatchObject({ round: 3, notSteady: true, disturbances: ['STOLEN'] });
  });
});

describe('the cold start of a run', () => {
  test('is the median of each phase over the trials that started alone', () => {
    const trials = [1, 2, 9].map((importSeconds) => ({
      phases: phases(importSeconds),
      tags: ['EXCLUSIVE'],
      experiment: null,
    }));
    const beside = { phases: phases(100), tags: [], experiment: null };
    const cutShort = { phases: phases(100), tags: ['EXCLUSIVE', 'INCOMPLETE'], experiment: null };
    expect(coldStartOf([...trials, beside, cutShort])).toEqual({
      spawnSeconds: 0.1,
      importSeconds: 2,
      initialiseSeconds: 0.2,
      buildSeconds: 0.3,
      compileSeconds: 0.4,
      firstResultSeconds: 0.5,
      timeToFirstResultSeconds: 3.5,
    });
  });

  test('is unknown where others started beside every one', () => {
    expect(coldStartOf([{ phases: phases(1), tags: [], experiment: null }])).toBeNull();
    expect(coldStartOf([])).toBeNull();
  });
});

describe('how the starts of a run went on', () => {
  const trial = (excess: number, tags = ['EXCLUSIVE']) => ({
    ...{ phases: phases(2), tags, experiment: null, blocks: [placedBlock(0)] },
    warmUpBlocks: [placedBlock(0, 20_000_000 + excess)],
  });

  test('is the median over its trials of when they were steady, and of how fast they then were', () => {
    const facts = afterStartFacts([trial(1e8), trial(2e8), trial(9e8), trial(5e8, [])]);
    expect(facts).toEqual({ timeToSteadySeconds: expect.closeTo(3.7, 9), steadySecondsPerIteration: 0.002 });
  });

  test('a trial that did not become steady was later than all others', () => {
    const unsteady = trial(0, ['EXCLUSIVE', 'NOT_STEADY']);
    expect(afterStartFacts([trial(1e8), unsteady, trial(2e8)]).timeToSteadySeconds).toBeCloseTo(3.7, 9);
    expect(afterStartFacts([trial(1e8), unsteady])).toEqual({
      ...{ timeToSteadySeconds: null, steadySecondsPerIteration: 0.002 },
    });
  });

  test('is not known of trials that ended with their first result', () => {
    const bare = { ...trial(0), blocks: [], warmUpBlocks: [] };
    expect(afterStartFacts([bare])).toEqual({ timeToSteadySeconds: null, steadySecondsPerIteration: null });
  });
});
