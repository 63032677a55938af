import { BlockLoop } from '../../../src/engines/worker-kit/node/block-loop';
import type { Meter } from '../../../src/engines/worker-kit/node/meter';
import type { Loader, Work } from '../../../src/engines/worker-kit/node/work';

/** Logs every call, the clock's included, so that the exact order can be seen. */
function logged(): { log: string[]; work: Work; loader: Loader; meter: Meter } {
  const log: string[] = [];
  const work: Work = {
    ...{ settings: [], implementation: [], parameterCount: 0, batches: ['a', 'b', 'c'] },
    compile: () => undefined,
    step: (batch) => void log.push(String(batch)),
    synchronise: () => void log.push('sync'),
    output: () => new Float32Array(0),
    sgdLosses: () => [],
    lastResult: () => [1],
    rewind: () => void log.push('rewind'),
    withTargets: (loaded, index) => `${String(loaded)}${index}`,
  };
  const loader: Loader = {
    settings: [],
    open: () => {
      log.push('open');
      let taken = 0;
      const next = () => {
        log.push('next');
        return work.batches[taken++ % 3];
      };
      return { next, close: () => void log.push('close') };
    },
    read: (batch) => Float32Array.of(String(batch).charCodeAt(0)),
  };
  let time = 0n;
  const meter: Meter = {
    begin: () => (log.push('begin'), (time += 5n)),
    end: () => (log.push('end'), (time += 7n)),
    usage: () => ({ cpuNanoseconds: 0, involuntarySwitches: 0, majorFaults: 0 }),
  };
  return { log, work, loader, meter };
}

const asked = { type: 'measure', request: 1, blocks: 1, iterationsPerBlock: 2, rewarmIterations: 1 } as const;

it('has nothing but batches and steps between the clock readings, and one synchronisation', async () => {
  const { log, work, loader, meter } = logged();
  const blocks = await new BlockLoop(work, meter, false, false, false, loader).measureThrough('BOTH', asked);
  expect(log).toEqual([
    ...['open', 'begin', 'next', 'a', 'sync', 'end'],
    ...['begin', 'next', 'b', 'next', 'c', 'sync', 'end', 'close'],
  ]);
  expect(blocks).toMatchObject([{ iterations: 2, batch: 2, checksum: 1, elapsedNanoseconds: 7 }]);
});

it('trains on each batch with its targets, from the first weights on, which are back before anything is loaded', async () => {
  const { log, work, loader, meter } = logged();
  const reads: Work = { ...work, lastResult: () => (log.push('read'), [1]) };
  const loop = new BlockLoop(reads, meter, false, true, false, loader);
  const blocks = await loop.measureThrough('BOTH', { ...asked, blocks: 2 });
  const timed = (...steps: string[]) => [
    ...['begin', ...steps.flatMap((step) => ['next', step]), 'sync', 'end'],
    // Once for the checksum, and again for how long reading takes.
    ...['read', 'read'],
  ];
  expect(log).toEqual([
    // What was read after the untimed step is no part of a mean over the block.
    ...['rewind', 'open', 'begin', 'next', 'a0', 'sync', 'end', 'read'],
    ...timed('b1', 'c2'),
    ...timed('a0', 'b1'),
    'close',
  ]);
  expect(blocks).toMatchObject([
    { iterations: 2, batch: 2, steps: 3 },
    { iterations: 2, batch: 1, steps: 5 },
  ]);
});

it('says no steps of a loader alone', async () => {
  const { work, loader, meter } = logged();
  const [block] = await new BlockLoop(work, meter, false, true, false, loader).measureThrough('LOADER', asked);
  expect(block).not.toHaveProperty('steps');
});

it('computes nothing where the loader is alone, and tells the checksum of the last batch', async () => {
  const { log, work, loader, meter } = logged();
  const loop = new BlockLoop(work, meter, false, false, false, loader);
  const blocks = await loop.measureThrough('LOADER', { ...asked, blocks: 2 });
  expect(log.filter((entry) => entry.length === 1)).toEqual([]);
  expect(blocks.map(({ batch, checksum }) => [batch, checksum])).toEqual([
    [2, 'c'.charCodeAt(0)],
    [1, 'b'.charCodeAt(0)],
  ]);
});

it('ends the loader also where a step fails', async () => {
  const { log, work, loader, meter } = logged();
  const failing: Work = {
    ...work,
    step: () => {
      throw new Error('a wheel came off');
    },
  };
  const loop = new BlockLoop(failing, meter, false, false, false, loader);
  await expect(loop.measureThrough('BOTH', asked)).rejects.toThrow('a wheel came off');
  expect(log.at(-1)).toBe('close');
});

it('loads nothing where nothing was prepared', async () => {
  const { work, meter } = logged();
  await expect(new BlockLoop(work, meter, false, false).measureThrough('LOADER', asked)).rejects.toThrow('pipeline');
});
