/** A change of a model as somebody makes it who experiments; pure. The rest of the graph stays as it was. */
import type { Graph, GraphNode } from '../protocol/graph';
import { graphFacts } from './graph-facts';
import { GraphError } from './kind-facts';

export const GRAPH_EDITS = ['UNITS', 'LAYER', 'BATCH_SHAPE'] as const;
/**
 * UNITS: one more unit (or filter) in the first hidden layer. LAYER: one more layer like the first hidden one, behind
 * it. BATCH_SHAPE: one more example in every batch.
 */
export type GraphEdit = (typeof GRAPH_EDITS)[number];

/** Null where the edit makes no sense for this graph. */
export function editedGraph(graph: Graph, edit: GraphEdit): Graph | null {
  if (edit === 'BATCH_SHAPE') return withLargerBatch(graph);
  const change = edit === 'UNITS' ? withOneMoreUnit : withOneMoreLayer;
  for (const node of graph.nodes) {
    const edited = change(graph, node);
    if (edited && isSameJob(edited, graph)) return edited;
  }
  return null;
}

/** By one, so that the work of a step hardly changes: what is raced is the change, not the work. */
function withLargerBatch(graph: Graph): Graph | null {
  const [batch, ...others] = new Set(graph.inputs.map(({ shape }) => shape[0] ?? 0));
  // The inputs of a product of matrices have no batch.
  if (batch === undefined || others.length > 0 || graph.nodes.some(({ kind }) => kind === 'gemm')) return null;
  const inputs = graph.inputs.map((input) => ({ ...input, shape: [batch + 1, ...input.shape.slice(1)] }));
  const edited = { ...graph, inputs };
  return isWhole(edited) ? edited : null;
}

function withOneMoreUnit(graph: Graph, node: GraphNode): Graph | null {
  if ('filters' in node) return withNode(graph, { ...node, filters: node.filters + 1 });
  return 'units' in node ? withNode(graph, { ...node, units: node.units + 1 }) : null;
}

function withNode(graph: Graph, changed: GraphNode): Graph {
  return { ...graph, nodes: graph.nodes.map((node) => (node.id === changed.id ? changed : node)) };
}

function withOneMoreLayer(graph: Graph, node: GraphNode): Graph | null {
  if ('layers' in node) return node.inputs.length === 1 ? withNode(graph, { ...node, layers: node.layers + 1 }) : null;
  if (node.kind !== 'dense' && node.kind !== 'conv2d') return null;
  const activation = activationOf(graph, node);
  const last = activation ?? node;
  if (last.id === graph.output) return null;
  const layer = likeWithSameShape(node, { id: freeName(graph, node.id), inputs: [last.id] });
  const added = activation
    ? [layer, { ...activation, id: freeName(graph, activation.id), inputs: [layer.id] }]
    : [layer];
  return behind(graph, last.id, added as GraphNode[]);
}

const ACTIVATIONS = new Set<GraphNode['kind']>(['relu', 'gelu', 'tanh', 'sigmoid']);

/** The only reader of the node, where it is one. */
function activationOf(graph: Graph, { id }: GraphNode): GraphNode | null {
  const readers = graph.nodes.filter(({ inputs }) => (inputs as readonly string[]).includes(id));
  const [reader] = readers;
  return readers.length === 1 && reader && ACTIVATIONS.has(reader.kind) ? reader : null;
}

/** A convolution keeps the size of the image by its padding; with an even kernel it cannot, and the graph does not fit. */
function likeWithSameShape(
  node: Extract<GraphNode, { kind: 'dense' | 'conv2d' }>,
  place: { id: string; inputs: [string] },
): GraphNode {
  if (node.kind === 'dense') return { ...node, ...place };
  const [height, width] = node.kernelSize;
  return { ...node, ...place, strides: [1, 1], padding: [Math.floor(height / 2), Math.floor(width / 2)] };
}

/** Everything that read `id` reads the last of the added nodes. */
function behind(graph: Graph, id: string, added: readonly GraphNode[]): Graph {
  const end = added.at(-1)?.id ?? id;
  const nodes = graph.nodes.flatMap((node) => {
    const inputs = (node.inputs as readonly string[]).map((name) => (name === id ? end : name));
    const rewired = { ...node, inputs } as GraphNode;
    return node.id === id ? [rewired, ...added] : [rewired];
  });
  return { ...graph, nodes };
}

function freeName(graph: Graph, id: string): string {
  const taken = new Set([...graph.inputs.map(({ name }) => name), ...graph.nodes.map((node) => node.id)]);
  let name = `${id}Again`;
  while (taken.has(name)) name += 'Again';
  return name;
}

/** Whether all layers fit together, and what comes out has the shape that it had: the layer was a hidden one. */
function isSameJob(edited: Graph, graph: Graph): boolean {
  return isWhole(edited) && String(graphFacts(edited).outputShape) === String(graphFacts(graph).outputShape);
}

function isWhole(graph: Graph): boolean {
  try {
    graphFacts(graph);
    return true;
  } catch (error) {
    if (error instanceof GraphError) return false;
    throw error;
  }
}
