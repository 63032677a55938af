/** Inference in the low precisions, by the engines that have them: proven, then measured. Training is the matrix's. */
import { engineAdapters } from '../../src/engines/registry';
import { reference } from '../../src/engines/reference/adapter';
import { parityTolerance } from '../../src/racing/parity';
import { smallLstm } from './graphs';
import { launchContext, normwiseError, WorkerBench, type Work } from './worker-bench';

jest.setTimeout(180_000);

/** Those that compile for most of a minute are left to the matrix (`bench/matrix`). */
const SLOW = new Set(['pytorch:compile', 'pytorch:compile-reduce-overhead', 'tensorflow:xla']);
/** Each compiled form once; the others differ from them in bfloat16, which NumPy and Python's buffers do not know. */
const IN_FLOAT16 = new Set(['pytorch:eager', 'tensorflow:graph', 'jax:jit', 'keras:tensorflow']);
const VARIANTS = engineAdapters
  .filter(({ id, hidden }) => !hidden && ['pytorch', 'tensorflow', 'keras', 'jax'].includes(id))
  .flatMap((adapter) => adapter.variants.map(({ id }) => ({ name: `${adapter.id}:${id}`, adapter, variant: id })))
  .filter(({ name }) => !SLOW.has(name));
const WORK: Work = { graph: smallLstm, task: 'INFERENCE' };

function precisionsOf(name: string): ('BFLOAT16' | 'FLOAT16')[] {
  return IN_FLOAT16.has(name) ? ['BFLOAT16', 'FLOAT16'] : ['BFLOAT16'];
}

describe.each(VARIANTS)('$name in low precisions', ({ name, adapter, variant }) => {
  const launch = adapter.locate({ ...launchContext(), variant });
  if (launch.kind === 'not-installed') {
    console.warn(`SKIPPED: ${name} is not installed: ${launch.reason}`);
    test.skip('is not installed', () => undefined);
    return;
  }
  let bench: WorkerBench;
  beforeAll(() => (bench = new WorkerBench()));
  afterAll(() => bench.dispose());

  test.each(precisionsOf(name))('inference in %s is of that precision, and can be timed', async (precision) => {
    const { prepared: right } = await bench.startPrepared(reference, WORK);
    const started = await bench.start(adapter, variant);
    expect(started.ready.precisions).toContain(precision);
    const answer = await bench.prepare(started, adapter, WORK, { precision, variant });
    if (answer.kind === 'unsupported') throw new Error(answer.message.reason);
    const { outputs } = bench.withOutputs(answer);
    const error = normwiseError(outputs, right.outputs);
    const { output, minimum } = parityTolerance(smallLstm, precision);
    expect(error).toBeLessThanOrEqual(output);
    expect(error).toBeGreaterThanOrEqual(minimum);
    const blocks = await started.session.measure({ blocks: 2, iterationsPerBlock: 3, rewarmIterations: 1 });
    expect(blocks.every(({ elapsedNanoseconds }) => elapsedNanoseconds > 0)).toBe(true);
    await started.session.close();
  });
});
