import type { Graph, GraphNode } from '../../src/protocol/graph';
import { findWorkload, listWorkloads } from '../../src/workloads/catalog';
import { defaultParameters } from '../../src/workloads/describe';
import { editedGraph, GRAPH_EDITS } from '../../src/workloads/graph-edit';
import { graphFacts } from '../../src/workloads/graph-facts';

function graphOf(id: string): Graph {
  const workload = findWorkload(id);
  if (!workload) throw new Error(`There is no workload ${id}`);
  return workload.graph(defaultParameters(workload), workload.batchSize.default);
}

/** The nodes of the edited graph that the original does not have. */
function changedNodes(graph: Graph, edited: Graph | null): GraphNode[] {
  const before = new Set(graph.nodes.map((node) => JSON.stringify(node)));
  return (edited?.nodes ?? []).filter((node) => !before.has(JSON.stringify(node)));
}

describe('one more unit', () => {
  it('is in the first hidden layer of a perceptron, and nowhere else', () => {
    const graph = graphOf('mlp');
    const edited = editedGraph(graph, 'UNITS');
    expect(changedNodes(graph, edited)).toEqual([{ kind: 'dense', id: 'hidden1', inputs: ['x'], units: 513 }]);
    expect(edited?.inputs).toEqual(graph.inputs);
  });

  it('is in the state of a recurrent layer', () => {
    const graph = graphOf('gru');
    expect(changedNodes(graph, editedGraph(graph, 'UNITS'))).toMatchObject([{ kind: 'gru', units: 321 }]);
  });

  it('passes over layers whose width others rely on: sums of a residual network, a transformer', () => {
    const [block, ...others] = changedNodes(graphOf('resnet18'), editedGraph(graphOf('resnet18'), 'UNITS'));
    expect([block, others]).toEqual([expect.objectContaining({ id: 'stage1Block1A', filters: 65 }), []]);
    const transformer = graphOf('transformer-encoder');
    expect(changedNodes(transformer, editedGraph(transformer, 'UNITS'))).toMatchObject([{ id: 'layer1Wide' }]);
  });
});

describe('one more layer', () => {
  it('stands behind the first hidden one, with its activation, and those that read it read the new one', () => {
    const graph = graphOf('mlp');
    const edited = editedGraph(graph, 'LAYER');
    expect(changedNodes(graph, edited)).toEqual([
      { kind: 'dense', id: 'hidden1Again', inputs: ['active1'], units: 512 },
      { kind: 'relu', id: 'active1Again', inputs: ['hidden1Again'] },
      { kind: 'dense', id: 'hidden2', inputs: ['active1Again'], units: 256 },
    ]);
    expect(edited?.nodes.map(({ id }) => id).slice(0, 4)).toEqual([
      ...['hidden1', 'active1', 'hidden1Again', 'active1Again'],
    ]);
  });

  it('is one more of a recurrent stack', () => {
    const graph = graphOf('lstm');
    expect(changedNodes(graph, editedGraph(graph, 'LAYER'))).toMatchObject([{ kind: 'lstm', layers: 2 }]);
  });

  it('keeps the size of an image', () => {
    const graph = graphOf('resnet50');
    const [layer] = changedNodes(graph, editedGraph(graph, 'LAYER'));
    expect(layer).toMatchObject({ id: 'stemAgain', filters: 64, strides: [1, 1], padding: [3, 3] });
  });

  it('takes a name that nothing has yet', () => {
    const graph = editedGraph(graphOf('mlp'), 'LAYER') as Graph;
    const ids = editedGraph(graph, 'LAYER')?.nodes.map(({ id }) => id) ?? [];
    expect(ids).toContain('hidden1AgainAgain');
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('another batch shape', () => {
  it('is one more example in every input, and the same layers', () => {
    const graph = graphOf('mlp');
    const edited = editedGraph(graph, 'BATCH_SHAPE');
    expect(edited?.inputs).toEqual([{ name: 'x', shape: [65, 784], dtype: 'float32' }]);
    expect(edited?.nodes).toEqual(graph.nodes);
    const cell = editedGraph(graphOf('lstm-cell'), 'BATCH_SHAPE');
    expect(new Set(cell?.inputs.map(({ shape }) => shape[0])).size).toBe(1);
  });
});

it('refuses what makes no sense: no hidden layer, no batch', () => {
  expect(['softmax', 'conv2d', 'embedding'].map((id) => editedGraph(graphOf(id), 'UNITS'))).toEqual([null, null, null]);
  expect(['layernorm', 'attention', 'lstm-cell'].map((id) => editedGraph(graphOf(id), 'LAYER'))).toEqual([
    ...[null, null, null],
  ]);
  expect(editedGraph(graphOf('gemm'), 'BATCH_SHAPE')).toBeNull();
});

it.each(GRAPH_EDITS)('%s of any workload fits together, and leaves the original as it was', (edit) => {
  for (const { id } of listWorkloads()) {
    const graph = graphOf(id);
    const before = JSON.stringify(graph);
    const edited = editedGraph(graph, edit);
    expect(JSON.stringify(graph)).toBe(before);
    if (!edited) continue;
    const [shape, old] = [graphFacts(edited).outputShape, graphFacts(graph).outputShape];
    expect(edit === 'BATCH_SHAPE' ? shape.slice(1) : shape).toEqual(edit === 'BATCH_SHAPE' ? old.slice(1) : old);
    expect(edited.training).toEqual(graph.training);
  }
});
