import { readFileSync } from 'node:fs';
import { pytorch } from '../../src/engines/pytorch/adapter';
import { reference } from '../../src/engines/reference/adapter';
import { tensorflow } from '../../src/engines/tensorflow/adapter';
import type { Graph } from '../../src/protocol/graph';
import { checksum } from '../../src/protocol/checksum';
import { graphFacts } from '../../src/workloads/graph-facts';
import { everyKind, smallGraphs } from './graphs';
import { describeWithEngines } from './interpreters';
import { PythonWorker } from './python-worker';
import { ask, errorsOf, question, temporaryFolder } from './questions';

const FLOAT32_TOLERANCE = 1e-5;
/** A forward pass in float64, or zero work done, would be below this. */
const FLOAT32_FLOOR = 1e-10;
/** TensorFlow turns oneDNN on by itself for processors with one of these only; PyTorch everywhere. */
const NEURAL_INSTRUCTIONS = /\b(avx512_vnni|avx512_bf16|avx_vnni|amx_tile|amx_int8|amx_bf16)\b/;

function oneDnnOf(engineId: string): 'on' | 'off' {
  const able = NEURAL_INSTRUCTIONS.test(readFileSync('/proc/cpuinfo', 'utf8'));
  return engineId === 'pytorch' || able ? 'on' : 'off';
}

describe.each([
  { adapter: pytorch, variant: 'eager', optimizerForms: { sgd: 'fused', adam: 'fused' } },
  {
    adapter: tensorflow,
    variant: 'graph',
    optimizerForms: { sgd: 'ResourceApplyGradientDescent', adam: 'ResourceApplyAdam' },
  },
])('$adapter.id', ({ adapter, variant, optimizerForms }) => {
  describeWithEngines(`${adapter.id} against the reference`, { engine: adapter, reference }, (launches) => {
    const { folder, remove } = temporaryFolder();
    afterAll(remove);

    it('computes the same outputs in inference, and the checksum of a block is theirs', async () => {
      const right = await ask(launches.reference, await question(folder, everyKind, { variant: 'float64' }));
      const answer = await ask(launches.engine, await question(folder, everyKind, { variant }));
      const { output } = errorsOf(answer, right);
      expect(output).toBeLessThan(FLOAT32_TOLERANCE);
      expect(output).toBeGreaterThan(FLOAT32_FLOOR);
      expect(answer.parameterCount).toBe(graphFacts(everyKind).parameterCount);
      expect(Object.keys(answer.implementation)).toEqual(everyKind.nodes.map(({ id }) => id));
      for (const block of answer.blocks) {
        const values = answer.outputs[block.batch] ?? [];
        expect(block.checksum).toBeCloseTo(checksum(values), 4);
      }
    });

    it.each(Object.entries(smallGraphs))(
      'takes the same SGD steps on %s, and its own optimizer then takes the same path',
      async (_, graph: Graph) => {
        const blocks = 12;
        const task = 'TRAINING' as const;
        const right = await ask(
          launches.reference,
          await question(folder, graph, { variant: 'float64', task }),
          blocks,
        );
        const answer = await ask(launches.engine, await question(folder, graph, { variant, task, threads: 2 }), blocks);
        const { output, loss } = errorsOf(answer, right);
        expect(output).toBeLessThan(FLOAT32_TOLERANCE);
        expect(loss).toBeLessThan(FLOAT32_TOLERANCE);
        // The losses must have moved, or equal ones would prove nothing of the gradients.
        expect(Math.abs((right.losses?.at(-1) ?? 0) / (right.losses?.[0] ?? 0) - 1)).toBeGreaterThan(1e-3);
        for (const [index, block] of answer.blocks.entries()) {
          const expected = right.blocks[index]?.checksum ?? Number.NaN;
          expect(Math.abs(block.checksum - expected)).toBeLessThan(1e-4 * Math.abs(expected));
        }
        expect(answer.implementation[graph.nodes[0]?.id ?? '']).toBe('native');
        expect(answer.settings).toMatchObject({ threads: '2', interOpThreads: '2', oneDNN: oneDnnOf(adapter.id) });
        expect(answer.settings['optimizerForm']).toBe(optimizerForms[graph.training?.optimizer.kind ?? 'sgd']);
      },
    );

    it.each([
      ['a device', { device: 'cuda:99' }],
      ['a variant', { variant: 'imaginary' }],
    ])('answers unsupported for %s that it does not have', async (_, changes) => {
      const worker = new PythonWorker(launches.engine);
      try {
        await worker.greet();
        worker.say({ type: 'prepare', ...(await question(folder, everyKind, { variant, ...changes })) });
        expect(await worker.expect('unsupported')).toMatchObject({ node: null });
      } finally {
        await worker.end();
      }
    });
  });
});
