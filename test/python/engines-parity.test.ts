import { pytorch } from '../../src/engines/pytorch/adapter';
import { reference } from '../../src/engines/reference/adapter';
import { tensorflow } from '../../src/engines/tensorflow/adapter';
import type { Graph } from '../../src/protocol/graph';
import { graphFacts } from '../../src/workloads/graph-facts';
import { smallGraphs } from './graphs';
import { describeWithEngines } from './interpreters';
import { PythonWorker } from './python-worker';
import { ask, errorsOf, question, temporaryFolder } from './questions';

const FLOAT32_TOLERANCE = 1e-5;
/** A forward pass in float64, or zero work done, would be below this. */
const FLOAT32_FLOOR = 1e-10;

describe.each([
  { adapter: pytorch, variant: 'eager' },
  { adapter: tensorflow, variant: 'graph' },
])('$adapter.id', ({ adapter, variant }) => {
  describeWithEngines(`${adapter.id} against the reference`, { engine: adapter, reference }, (launches) => {
    const { folder, remove } = temporaryFolder();
    afterAll(remove);

    describe.each(Object.entries(smallGraphs))('on %s', (_, graph: Graph) => {
      it('computes the same outputs in inference, and the checksum of a block is their sum', async () => {
        const right = await ask(launches.reference, await question(folder, graph, { variant: 'float64' }));
        const answer = await ask(launches.engine, await question(folder, graph, { variant }));
        const { output } = errorsOf(answer, right);
        expect(output).toBeLessThan(FLOAT32_TOLERANCE);
        expect(output).toBeGreaterThan(FLOAT32_FLOOR);
        expect(answer.parameterCount).toBe(graphFacts(graph).parameterCount);
        expect(Object.keys(answer.implementation)).toEqual(graph.nodes.map(({ id }) => id));
        for (const block of answer.blocks) {
          const values = answer.outputs[block.batch] ?? [];
          expect(block.checksum).toBeCloseTo([...values].reduce((sum, value) => sum + value, 0), 4);
        }
      });

      it('takes the same SGD steps, and its own optimizer then takes the same path', async () => {
        const blocks = 12;
        const task = 'TRAINING' as const;
        const right = await ask(launches.reference, await question(folder, graph, { variant: 'float64', task }), blocks);
        const answer = await ask(launches.engine, await question(folder, graph, { variant, task }), blocks);
        const { output, loss } = errorsOf(answer, right);
        expect(output).toBeLessThan(FLOAT32_TOLERANCE);
        expect(loss).toBeLessThan(FLOAT32_TOLERANCE);
        // The losses must have moved, or equal ones would prove nothing of the gradients.
        expect(Math.abs((right.losses?.at(-1) ?? 0) / (right.losses?.[0] ?? 0) - 1)).toBeGreaterThan(1e-3);
        for (const [index, block] of answer.blocks.entries()) {
          const expected = right.blocks[index]?.checksum ?? Number.NaN;
          expect(Math.abs(block.checksum - expected)).toBeLessThan(1e-4 * Math.abs(expected));
        }
      });
    });

    it('uses its fused LSTM and says with which settings it ran', async () => {
      const graph = smallGraphs['classifier'] as Graph;
      const task = 'TRAINING' as const;
      const answer = await ask(launches.engine, await question(folder, graph, { variant, task, threads: 2 }));
      expect(answer.implementation['recurrent']).toBe('native');
      expect(answer.settings).toMatchObject({ threads: '2', interOpThreads: '2', oneDNN: 'on' });
      expect(answer.settings['optimizerForm']).toBe(adapter.id === 'pytorch' ? 'fused' : 'ResourceApplyAdam');
    });

    it.each([
      ['a precision', { precision: 'BFLOAT16' as const }],
      ['a device', { device: 'cuda:99' }],
      ['a variant', { variant: 'imaginary' }],
      ['a task', { task: 'TRAINING' as const }],
    ])('answers unsupported for %s that it does not have', async (_, changes) => {
      const graph = { ...(smallGraphs['classifier'] as Graph), training: null };
      const worker = new PythonWorker(launches.engine);
      try {
        await worker.greet();
        worker.say({ type: 'prepare', ...(await question(folder, graph, { variant, ...changes })) });
        expect(await worker.expect('unsupported')).toMatchObject({ node: null });
      } finally {
        await worker.end();
      }
    });
  });
});
