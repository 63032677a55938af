/** A workload over sequences whose lengths differ, as a workload of its own: the same layers, told what is there. */
import type { Graph, GraphInput, GraphNode, NodeKind } from '../protocol/graph';
import { batchesOf, validStepsPerBatch, type LengthPolicyName } from './sequence-batches';
import type { ParameterValues, Workload } from './workload';

const LENGTHS = 'lengths';

/** What looks at one step at a time, or in order: what is filled up at the end changes nothing before it. */
const STEP_BY_STEP = new Set<NodeKind>([
  ...(['embedding', 'lstm', 'gru', 'rnn', 'lastStep', 'dense', 'layerNorm'] as const),
  ...(['relu', 'gelu', 'tanh', 'sigmoid', 'softmax', 'add', 'concat'] as const),
]);

type Recurrent = Extract<GraphNode, { kind: 'lstm' | 'gru' | 'rnn' }>;

export function isRecurrent(node: GraphNode): node is Recurrent {
  return node.kind === 'lstm' || node.kind === 'gru' || node.kind === 'rnn';
}

/** Why its sequences cannot vary; null where they can. */
export function whyFixed(workload: Workload, graph: Graph): string | null {
  if (!workload.parameters.some(({ name }) => name === 'sequenceLength')) return 'It has no sequences.';
  const blind = graph.nodes.find(({ kind }) => !STEP_BY_STEP.has(kind));
  if (blind) return `Its ${blind.kind} looks at all steps of a sequence at once.`;
  const ends = graph.nodes.some((node) => (isRecurrent(node) ? !node.returnSequences : node.kind === 'lastStep'));
  return ends ? null : 'It has a result for every step.';
}

/** Whether something reads a sequence from its end: what fills it up would come first. */
export function readsBackward(graph: Graph): boolean {
  return graph.nodes.some((node) => isRecurrent(node) && node.bidirectional);
}

/** `batchSize` is 1 with EXACT. */
export function withVaryingSequences(workload: Workload, policy: LengthPolicyName): Workload {
  const longest = ({ sequenceLength = 1 }: ParameterValues) => sequenceLength;
  return {
    ...workload,
    itemsPerIteration: (parameters, batchSize) => validStepsPerBatch(longest(parameters), batchSize),
    graph: (parameters, batchSize) => varying(workload.graph(parameters, batchSize), policy, batchSize),
  };
}

/** How many batches are staged, where the first axis of a graph is the batch; null where its sequences do not vary. */
export function varyingBatchCount({ inputs }: Graph): number | null {
  const input = inputs.find(({ role }) => role === 'VARYING');
  return input ? batchesOf(input.shape[0] ?? 1) : null;
}

function varying(graph: Graph, policy: LengthPolicyName, batchSize: number): Graph {
  const inputs = graph.inputs.map((input): GraphInput => ({ ...input, role: 'VARYING' }));
  if (policy === 'EXACT') return { ...graph, inputs };
  const lengths: GraphInput = { name: LENGTHS, shape: [batchSize], dtype: 'int32', role: 'LENGTHS' };
  if (policy === 'PACKED') return { ...graph, inputs: [...inputs, lengths], nodes: graph.nodes.map(packed) };
  const ending = new Set(graph.nodes.filter((node) => isRecurrent(node) && !node.returnSequences).map(({ id }) => id));
  const read = (name: string) => (ending.has(name) ? `${name}${LAST}` : name);
  return {
    ...graph,
    inputs: [...inputs, lengths],
    nodes: graph.nodes.map((node) => readingFrom(node, read)).flatMap(readingLastThere),
    output: read(graph.output),
  };
}

function packed(node: GraphNode): GraphNode {
  if (isRecurrent(node)) return { ...node, lengths: LENGTHS };
  return node.kind === 'lastStep' ? { ...node, inputs: [node.inputs[0], LENGTHS] } : node;
}

const LAST = 'LastThere';

/** A last state is read from all states, at the last step that is there. */
function readingLastThere(node: GraphNode): GraphNode[] {
  if (node.kind === 'lastStep') return [{ ...node, inputs: [node.inputs[0], LENGTHS] }];
  if (!isRecurrent(node) || node.returnSequences) return [node];
  return [
    { ...node, returnSequences: true },
    { kind: 'lastStep', id: `${node.id}${LAST}`, inputs: [node.id, LENGTHS] },
  ];
}

function readingFrom(node: GraphNode, read: (name: string) => string): GraphNode {
  return { ...node, inputs: node.inputs.map(read) } as unknown as GraphNode;
}
