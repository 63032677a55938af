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
