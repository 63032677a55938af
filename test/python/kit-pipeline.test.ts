import * as path from 'node:path';
import { reference } from '../../src/engines/reference/adapter';
import { readSafetensors } from '../../src/protocol/safetensors';
import { describeWithEngines } from './interpreters';
import { toyKit } from './toy-kit';

describeWithEngines('the Python worker kit, with a loader', { reference }, (launches) => {
  const toy = toyKit(launches.reference);
  const { folder, request, checksums, prepare } = toy;

  const pipeline = () => ({
    ...{ folder, flips: [true, false], mean: [0, 0, 0], deviation: [1, 1, 1], workers: 1, prefetchBatches: 2 },
    outputFile: path.join(folder, 'loaded.safetensors'),
  });

  it('writes down what its loader yields first, and times it alone and with the work behind it', async () => {
    const { asked, prepared } = await prepare('plain', { pipeline: pipeline() });
    const expected = checksums(asked.tensorsFile);
    expect(prepared.settings).toContainEqual({ name: 'loader', value: 'toy' });
    const staged = readSafetensors(asked.tensorsFile).get('batch.0.x');
    expect(readSafetensors(pipeline().outputFile).get('loaded.0')?.data).toEqual(staged?.data);
    for (const through of ['LOADER', 'BOTH'] as const) {
      // Each begins with the first image, whatever was taken before.
      const { blocks } = await toy.worker.measure({ blocks: 2, iterationsPerBlock: 2, rewarmIterations: 1, through });
      expect(blocks.map(({ batch, iterations }) => ({ batch, iterations }))).toEqual([
        { batch: 2, iterations: 2 },
        { batch: 1, iterations: 2 },
      ]);
      for (const block of blocks) expect(block.checksum).toBeCloseTo(expected[block.batch] ?? NaN, 4);
    }
    // What was staged rotates on as if nothing had been loaded.
    const { blocks } = await toy.worker.measure({ blocks: 1, iterationsPerBlock: 1 });
    expect(blocks).toMatchObject([{ batch: 0 }]);
  });

  it('trains on what it loads with the targets of that batch, and says all steps since the first weights', async () => {
    const { asked } = await prepare('plain', { task: 'TRAINING', pipeline: pipeline() });
    const expected = checksums(asked.tensorsFile);
    const loading = { blocks: 2, iterationsPerBlock: 4, rewarmIterations: 3 };
    const { blocks } = await toy.worker.measure({ ...loading, through: 'BOTH' });
    expect(blocks).toMatchObject([
      { batch: 0, iterations: 4, steps: 7 },
      { batch: 1, iterations: 4, steps: 11 },
    ]);
    for (const block of blocks) expect(block.checksum).toBeCloseTo(expected[block.batch] ?? NaN, 4);
    const { blocks: alone } = await toy.worker.measure({ ...loading, through: 'LOADER' });
    expect(alone.map(({ steps }) => steps)).toEqual([undefined, undefined]);
  });

  it('puts the first weights back once for all blocks of a measurement, before it loads', async () => {
    await prepare('rewinds', { task: 'TRAINING', pipeline: pipeline() });
    const loading = { blocks: 2, iterationsPerBlock: 1, through: 'BOTH' } as const;
    const [first, second] = [await toy.worker.measure(loading), await toy.worker.measure(loading)];
    const rewound = first.blocks[0]?.checksum ?? NaN;
    expect(first.blocks.map(({ checksum }) => checksum)).toEqual([rewound, rewound]);
    expect(second.blocks.map(({ checksum }) => checksum)).toEqual([rewound + 1, rewound + 1]);
  });

  it('ends what loads with each measurement', async () => {
    await prepare('counts-streams', { pipeline: pipeline() });
    const loading = { blocks: 1, iterationsPerBlock: 1, through: 'LOADER' } as const;
    await toy.worker.measure(loading);
    const { blocks } = await toy.worker.measure(loading);
    // Opened for the third time, ended twice: the first was for the batch that is written down.
    expect(blocks[0]?.checksum).toBeCloseTo(3 + (1 + 1 / 61) * 2, 6);
  });

  it('refuses images where its engine has no loader', async () => {
    const asked = await request('no-loader', { pipeline: pipeline() });
    await toy.worker.greet();
    toy.worker.say({ type: 'prepare', ...asked });
    expect(await toy.worker.expect('unsupported')).toMatchObject({
      node: null,
      reason: expect.stringContaining('loader'),
    });
  });
});
