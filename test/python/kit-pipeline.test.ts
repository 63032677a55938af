import * as path from 'node:path';
import { reference } from '../../src/engines/reference/adapter';
import { checksum } from '../../src/protocol/checksum';
import type { PrepareMessage } from '../../src/protocol/messages';
import { readSafetensors } from '../../src/protocol/safetensors';
import { classifier } from './graphs';
import { describeWithEngines, withProgram } from './interpreters';
import { PythonWorker } from './python-worker';
import { BATCHES, question, temporaryFolder } from './questions';

describeWithEngines('the Python worker kit, with a loader', { reference }, (launches) => {
  const launch = withProgram(launches.reference, path.join(__dirname, 'toy_worker.py'));
  const { folder, remove } = temporaryFolder();
  let worker: PythonWorker;

  beforeEach(() => (worker = new PythonWorker(launch)));
  afterEach(() => worker.end());
  afterAll(remove);

  const request = (variant: string, changes: Partial<PrepareMessage> = {}) =>
    question(folder, classifier, { variant, ...changes });
  /** Of every batch as the file has it, which is what the toy gives as its result. */
  const checksums = (tensorsFile: string) =>
    Array.from({ length: BATCHES }, (_, batch) =>
      checksum(readSafetensors(tensorsFile).get(`batch.${batch}.x`)?.data ?? []),
    );
  const prepare = async (variant: string, changes: Partial<PrepareMessage> = {}) => {
    const asked = await request(variant, changes);
    await worker.greet();
    return { asked, ...(await worker.prepare(asked)) };
  };

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
      const { blocks } = await worker.measure({ blocks: 2, iterationsPerBlock: 2, rewarmIterations: 1, through });
      expect(blocks.map(({ batch, iterations }) => ({ batch, iterations }))).toEqual([
        { batch: 2, iterations: 2 },
        { batch: 1, iterations: 2 },
      ]);
      for (const block of blocks) expect(block.checksum).toBeCloseTo(expected[block.batch] ?? NaN, 4);
    }
    // What was staged rotates on as if nothing had been loaded.
    const { blocks } = await worker.measure({ blocks: 1, iterationsPerBlock: 1 });
    expect(blocks).toMatchObject([{ batch: 0 }]);
  });

  it('ends what loads with each measurement', async () => {
    await prepare('counts-streams', { pipeline: pipeline() });
    const loading = { blocks: 1, iterationsPerBlock: 1, through: 'LOADER' } as const;
    await worker.measure(loading);
    const { blocks } = await worker.measure(loading);
    // Opened for the third time, ended twice: the first was for the batch that is written down.
    expect(blocks[0]?.checksum).toBeCloseTo(3 + (1 + 1 / 61) * 2, 6);
  });

  it('refuses images where its engine has no loader', async () => {
    const asked = await request('no-loader', { pipeline: pipeline() });
    await worker.greet();
    worker.say({ type: 'prepare', ...asked });
    expect(await worker.expect('unsupported')).toMatchObject({ node: null, reason: expect.stringContaining('loader') });
  });
});
