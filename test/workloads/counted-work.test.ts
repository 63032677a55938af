/** The analytic work and size of every workload, against what PyTorch and XLA count in the engines' own models. */
import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { SMALL_SHAPES, type SmallShape } from '../../bench/matrix/shapes';
import type { Launch } from '../../src/engines/engine';
import { jax } from '../../src/engines/jax/adapter';
import { pytorch } from '../../src/engines/pytorch/adapter';
import type { Graph } from '../../src/protocol/graph';
import { listWorkloads, findWorkload } from '../../src/workloads/catalog';
import { defaultParameters } from '../../src/workloads/describe';
import { compulsoryBytes, graphFacts } from '../../src/workloads/graph-facts';
import { describeWithEngines } from '../python/interpreters';

jest.setTimeout(120_000);

/** Pictures of the usual size, one at a time: the published counts are for these. */
const AS_PUBLISHED: Readonly<Record<string, SmallShape>> = { resnet18: { batchSize: 1 }, resnet50: { batchSize: 1 } };

function graphOf(id: string, shape: SmallShape = AS_PUBLISHED[id] ?? SMALL_SHAPES[id] ?? {}): Graph {
  const workload = findWorkload(id);
  if (!workload) throw new Error(`There is no workload ${id}`);
  return workload.graph(
    { ...defaultParameters(workload), ...shape.parameters },
    shape.batchSize ?? workload.batchSize.default,
  );
}

/** One process for all graphs: importing a framework takes seconds. */
function count<Counted>(launch: Launch, program: string, graphs: readonly Graph[]): Counted[] {
  const asked = graphs.map((graph) => {
    const weights = graphFacts(graph).nodes.flatMap(({ node, facts }) =>
      facts.weights.map(({ name, shape }) => [`${node.id}.${name}`, shape] as const),
    );
    return { graph, weights: Object.fromEntries(weights) };
  });
  const answer = execFileSync(launch.command, [path.join(__dirname, '..', 'python', program)], {
    input: JSON.stringify(asked),
    env: { ...process.env, ...launch.environment },
  });
  return JSON.parse(answer.toString()) as Counted[];
}

describe('published numbers', () => {
  // torchvision's documentation of its models: 11 689 512 and 25 557 032 parameters, 1.81 and 4.09 billion multiply-adds.
  it.each([
    ['resnet18', 11_689_512, 1.81e9],
    ['resnet50', 25_557_032, 4.09e9],
  ])('%s has the parameters and the work of its paper', (id, parameters, multiplyAdds) => {
    const facts = graphFacts(graphOf(id));
    expect(facts.parameterCount).toBe(parameters);
    expect(facts.forwardFlops / 2 / multiplyAdds).toBeCloseTo(1, 2);
  });
});

describe('compulsory bytes', () => {
  test('a product of matrices reads two and writes one', () => {
    const graph = graphOf('gemm', { parameters: { size: 256 } });
    expect(compulsoryBytes(graph, 'INFERENCE', 'FLOAT32')).toBe(3 * 256 * 256 * 4);
    expect(compulsoryBytes(graph, 'INFERENCE', 'BFLOAT16')).toBe(3 * 256 * 256 * 2);
  });

  test('an embedding reads only the rows that are asked for', () => {
    const graph = graphOf('embedding', {
      parameters: { vocabulary: 500, units: 32, sequenceLength: 16 },
      batchSize: 4,
    });
    const rows = 4 * 16;
    expect(compulsoryBytes(graph, 'INFERENCE', 'FLOAT32')).toBe(4 * (rows * 32 + rows + rows * 32));
  });

  test.each(
    listWorkloads()
      .filter(({ tasks }) => tasks.includes('TRAINING'))
      .map(({ id }) => id),
  )('training of %s moves more than three times what inference does', (id) => {
    const graph = graphOf(id);
    const inference = compulsoryBytes(graph, 'INFERENCE', 'FLOAT32');
    expect(compulsoryBytes(graph, 'TRAINING', 'FLOAT32')).toBeGreaterThan(3 * inference);
  });
});

describeWithEngines("PyTorch's counter", { pytorch }, (launches) => {
  test('finds the same work and as many parameters in every workload', () => {
    const graphs = listWorkloads().map(({ id }) => [id, graphOf(id)] as const);
    const counted = count<{ flops: number; parameters: number }>(
      launches.pytorch,
      'flops_torch.py',
      graphs.map(([, graph]) => graph),
    );
    expect(graphs.map(([id], index) => ({ id, ...counted[index] }))).toEqual(
      graphs.map(([id, graph]) => {
        const { forwardFlops: flops, parameterCount: parameters } = graphFacts(graph);
        return { id, flops, parameters };
      }),
    );
  });
});

describeWithEngines("XLA's cost analysis", { jax }, (launches) => {
  const unpadded: Graph = {
    inputs: [{ name: 'x', shape: [2, 16, 16, 8], dtype: 'float32' }],
    nodes: [
      {
        ...{ kind: 'conv2d', id: 'y', inputs: ['x'], filters: 8, kernelSize: [3, 3], strides: [1, 1] },
        ...{ padding: [0, 0], bias: false },
      },
    ],
    output: 'y',
    training: null,
  };
  // It counts additions, divisions and functions of single numbers too: a little more, the larger the shapes the less.
  const cases: [what: string, graph: Graph, atMost: number][] = [
    ['gemm', graphOf('gemm'), 1.01],
    ['mlp', graphOf('mlp'), 1.01],
    ['attention', graphOf('attention', { batchSize: 1 }), 1.01],
    ['transformer-encoder', graphOf('transformer-encoder', { parameters: { layers: 1 }, batchSize: 1 }), 1.02],
    // With padding it leaves out the products with zeros, which every implementation computes.
    ['a convolution without padding', unpadded, 1.01],
    // It counts the body of a loop once, however often it runs.
    ['one step of a wide LSTM', graphOf('lstm', { parameters: { sequenceLength: 1, units: 1024 } }), 1.01],
  ];
  let counted: { flops: number }[];
  beforeAll(() => {
    counted = count(
      launches.jax,
      'flops_xla.py',
      cases.map(([, graph]) => graph),
    );
  });
  it.each(cases.map((one, index) => [...one, index] as const))(
    'finds the same work in %s',
    (_what, graph, atMost, index) => {
      const ratio = (counted[index]?.flops ?? Number.NaN) / graphFacts(graph).forwardFlops;
      expect(ratio).toBeGreaterThanOrEqual(0.99);
      expect(ratio).toBeLessThanOrEqual(atMost);
    },
  );
});
