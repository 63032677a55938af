import { BlockLoop, NotFinite } from '../../../src/engines/worker-kit/node/block-loop';
import { clockFacts, processMeter, type Meter } from '../../../src/engines/worker-kit/node/meter';
import type { Work } from '../../../src/engines/worker-kit/node/work';

/** Logs every call, the clock's included, so that the exact order can be seen. */
function logged(asynchronous: boolean, result = 1, training = false): { log: string[]; loop: BlockLoop } {
  const log: string[] = [];
  const note = (entry: string): void | Promise<void> => {
    if (!asynchronous) {
      log.push(entry);
      return undefined;
    }
    return Promise.resolve().then(() => void log.push(entry));
  };
  const work: Work = {
    settings: [],
    implementation: [],
    parameterCount: 0,
    batches: ['a', 'b', 'c'],
    compile: () => undefined,
    step: (batch) => note(String(batch)),
    synchronise: () => note('sync'),
    output: () => new Float32Array(0),
    sgdLosses: () => [],
    rewind: () => note('rewind'),
    lastResult: () => {
      log.push('result');
      return [result];
    },
  };
  let time = 0n;
  const meter: Meter = {
    begin: () => {
      log.push('begin');
      return (time += 5n);
    },
    end: () => {
      log.push('end');
      return (time += 7n);
    },
    usage: () => {
      log.push('usage');
      return { cpuNanoseconds: 0, involuntarySwitches: 0, majorFaults: 0 };
    },
  };
  return { log, loop: new BlockLoop(work, meter, asynchronous, training) };
}

describe.each([
  ['at once', false],
  ['with promises', true],
])('an engine that answers %s', (_, asynchronous) => {
  it('has nothing but its steps and one synchronisation between the clock readings of a block', async () => {
    const { log, loop } = logged(asynchronous);
    await loop.measure({ iterations: 4, synchroniseEach: false });
    expect(log).toEqual(['usage', 'begin', 'a', 'b', 'c', 'a', 'sync', 'end', 'usage', 'result', 'result']);
  });

  it('is synchronised after every step for latency, and not once more', async () => {
    const { log, loop } = logged(asynchronous);
    await loop.measure({ iterations: 2, synchroniseEach: true });
    expect(log).toEqual(['usage', 'begin', 'a', 'sync', 'b', 'sync', 'end', 'usage', 'result', 'result']);
  });

  it('goes on with the next batch, after a warm-up that is finished before the clock starts', async () => {
    const { log, loop } = logged(asynchronous);
    await loop.rewarm({ iterations: 2, synchroniseEach: false });
    expect(log).toEqual(['a', 'b', 'sync']);
    const block = await loop.measure({ iterations: 1, synchroniseEach: false });
    expect(block).toEqual({
      startNanoseconds: 5,
      elapsedNanoseconds: 7,
      deviceNanoseconds: null,
      drainNanoseconds: expect.any(Number) as number,
      iterations: 1,
      cpuNanoseconds: 0,
      involuntarySwitches: 0,
      majorFaults: 0,
      batch: 2,
      checksum: 1,
    });
    expect((await loop.measure({ iterations: 1, synchroniseEach: false })).batch).toBe(0);
  });

  it('begins every block of training with the first weights on the first batch, before the clock starts', async () => {
    const { log, loop } = logged(asynchronous, 1, true);
    await loop.rewarm({ iterations: 1, synchroniseEach: false });
    for (const iterations of [2, 1]) {
      log.length = 0;
      expect((await loop.measure({ iterations, synchroniseEach: false })).batch).toBe(iterations - 1);
      expect(log.slice(0, 4)).toEqual(['rewind', 'usage', 'begin', 'a']);
      expect(log.filter((entry) => entry === 'rewind')).toHaveLength(1);
    }
  });

  it('reads the clock after every iteration where each is asked for', async () => {
    const { log, loop } = logged(asynchronous);
    const block = await loop.measure({ iterations: 3, synchroniseEach: true, readEach: true });
    const each = ['a', 'b', 'c'].flatMap((batch) => [batch, 'sync', 'end']);
    expect(log).toEqual(['usage', 'begin', ...each, 'usage', 'result', 'result']);
    expect(block).toMatchObject({ iterations: 3, elapsedNanoseconds: 21, iterationNanoseconds: [7, 7, 7], batch: 2 });
  });

  it('serves one request after the other, each waited for, and tells of them from the begin', async () => {
    const { log, loop } = logged(asynchronous);
    const { block, issuedNanoseconds, completedNanoseconds } = await loop.serve([0, 1]);
    const each = ['a', 'b'].flatMap((batch) => ['begin', batch, 'sync', 'end']);
    expect(log).toEqual(['usage', 'begin', ...each, 'usage', 'result', 'result']);
    expect({ issuedNanoseconds, completedNanoseconds }).toEqual({
      issuedNanoseconds: [5, 17],
      completedNanoseconds: [12, 24],
    });
    expect(block).toMatchObject({ iterations: 2, startNanoseconds: 5, elapsedNanoseconds: 24, batch: 1 });
  });

  it('does nothing for a warm-up of no iterations', async () => {
    const { log, loop } = logged(asynchronous);
    await loop.rewarm({ iterations: 0, synchroniseEach: false });
    expect(log).toEqual([]);
  });

  it.each([NaN, Infinity])('fails when what it computed is %p', async (result) => {
    const { loop } = logged(asynchronous, result);
    await expect(loop.measure({ iterations: 1, synchroniseEach: false })).rejects.toThrow(NotFinite);
  });
});

it('knows the clock of this process: an empty block takes less than 10 µs, a step at least 1 ns', () => {
  const { emptyBlockNanoseconds, resolutionNanoseconds } = clockFacts(processMeter);
  expect(emptyBlockNanoseconds).toBeLessThan(10_000);
  expect(resolutionNanoseconds).toBeGreaterThanOrEqual(1);
  expect(Number.isInteger(emptyBlockNanoseconds) && Number.isInteger(resolutionNanoseconds)).toBe(true);
});

it('counts the processor time of a busy loop', () => {
  const before = processMeter.usage();
  const begin = processMeter.begin();
  while (processMeter.end() - begin < 50_000_000n);
  expect(processMeter.usage().cpuNanoseconds - before.cpuNanoseconds).toBeGreaterThan(10_000_000);
});
