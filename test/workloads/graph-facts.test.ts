import * as fc from 'fast-check';
import { graph as graphSchema, type Graph, type GraphNode } from '../../src/protocol/graph';
import { listWorkloads } from '../../src/workloads/catalog';
import { defaultParameters, describeWorkload } from '../../src/workloads/describe';
import { flopsPerIteration, graphFacts } from '../../src/workloads/graph-facts';
import { GraphError } from '../../src/workloads/kind-facts';

const graphOf = (shape: number[], nodes: GraphNode[], output = nodes.at(-1)?.id ?? ''): Graph => ({
  inputs: [{ name: 'x', shape, dtype: 'float32' }],
  nodes,
  output,
  training: null,
});

describe('graph facts', () => {
  test.each(listWorkloads().map((workload) => [workload.id, workload] as const))(
    'the graph of %s is valid at its defaults and at both ends of every parameter',
    (_id, workload) => {
      const standard = defaultParameters(workload);
      const variations = workload.parameters.flatMap(({ name, minimum, maximum }) => [
        { ...standard, [name]: minimum },
        { ...standard, [name]: maximum },
      ]);
      for (const parameters of [standard, ...variations]) {
        const graph = workload.graph(parameters, workload.batchSize.default);
        expect(graphSchema.parse(graph)).toEqual(graph);
        expect(graphFacts(graph).outputShape.every((extent) => extent >= 1)).toBe(true);
      }
    },
  );

  test('the LSTM of the paper has the parameters and the work that its formula gives', () => {
    const workload = listWorkloads().find(({ id }) => id === 'lstm');
    if (!workload) throw new Error('lstm is missing');
    const described = describeWorkload(workload);
    expect(described.parameterCount).toBe(4 * 320 * (123 + 320 + 1) + 320 * 10 + 10);
    const perBatch = 2 * 64 * 100 * (123 + 320) * 4 * 320 + 2 * 64 * 320 * 10;
    expect(described.flopsPerItem * 64 * 100).toBeCloseTo(perBatch, 0);
    const numbers = described.parameterCount + 64 * 100 * 123 + 64 * 10;
    expect((described.compulsoryBytesPerItem ?? 0) * 64 * 100).toBeCloseTo(4 * numbers, 0);
    const graph = workload.graph(defaultParameters(workload), 64);
    expect(flopsPerIteration(graph, 'TRAINING')).toBe(3 * flopsPerIteration(graph, 'INFERENCE'));
  });

  test('a matrix product counts two operations per multiply-add, whatever the shapes', () => {
    const extent = fc.integer({ min: 1, max: 64 });
    fc.assert(
      fc.property(extent, extent, extent, (m, k, n) => {
        const graph: Graph = {
          inputs: [
            { name: 'a', shape: [m, k], dtype: 'float32' },
            { name: 'b', shape: [k, n], dtype: 'float32' },
          ],
          nodes: [{ kind: 'gemm', id: 'y', inputs: ['a', 'b'] }],
          output: 'y',
          training: null,
        };
        expect(graphFacts(graph)).toMatchObject({ outputShape: [m, n], forwardFlops: 2 * m * k * n });
      }),
    );
  });

  test.each([
    ['an input that nothing makes', graphOf([2, 3], [{ kind: 'relu', id: 'a', inputs: ['nowhere'] }]), 'a'],
    [
      'a node that reads a later one',
      graphOf(
        [2, 3],
        [
          { kind: 'relu', id: 'a', inputs: ['b'] },
          { kind: 'relu', id: 'b', inputs: ['x'] },
        ],
      ),
      'a',
    ],
    ['a name that is taken', graphOf([2, 3], [{ kind: 'relu', id: 'x', inputs: ['x'] }]), 'x'],
    [
      'a recurrent layer over a matrix',
      graphOf(
        [2, 3],
        [{ kind: 'lstm', id: 'r', inputs: ['x'], units: 4, returnSequences: true, bidirectional: false, layers: 1 }],
      ),
      'r',
    ],
    [
      'a sum of different shapes',
      graphOf(
        [2, 3],
        [
          { kind: 'dense', id: 'd', inputs: ['x'], units: 4 },
          { kind: 'add', id: 's', inputs: ['x', 'd'] },
        ],
      ),
      's',
    ],
    ['an output that no node makes', graphOf([2, 3], [{ kind: 'relu', id: 'a', inputs: ['x'] }], 'x'), 'x'],
  ])('%s is refused with the name of the node', (_what, graph, node) => {
    expect(() => graphFacts(graph)).toThrow(GraphError);
    expect(() => graphFacts(graph)).toThrow(expect.objectContaining({ node }));
  });
});
