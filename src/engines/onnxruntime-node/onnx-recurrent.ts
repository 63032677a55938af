/**
 * lstm, gru and rnn as ONNX's operators, one per layer. They are time-major (ONNX Runtime's CPU provider refuses
 * `layout` = 1), so the transpositions are part of the layer.
 */
import type { GraphNode } from '../../protocol/graph';
import { recurrentWeightName, type RecurrentWeight } from '../../protocol/recurrent-weights';
import type { ModelParts } from './model-parts';
import { GATES, toOnnxBias, toOnnxKernel } from './recurrent-weights';

export type RecurrentNode = Extract<GraphNode, { kind: 'lstm' | 'gru' | 'rnn' }>;

const OPERATORS = { lstm: 'LSTM', gru: 'GRU', rnn: 'RNN' } as const;

/** `returnSequences` may be false where only the last state is read although the node gives all. */
export function addRecurrent(parts: ModelParts, node: RecurrentNode, returnSequences: boolean): 'native' {
  const { id, layers } = node;
  parts.operator('Transpose', [node.inputs[0]], `${id}.timeMajor0`, { perm: [1, 0, 2] });
  for (let layer = 0; layer < layers; layer += 1) {
    const top = layer === layers - 1;
    addLayer(parts, node, layer, top && !returnSequences ? 'last' : 'steps');
    if (!top) addNextInput(parts, node, layer);
  }
  return returnSequences ? addSequence(parts, node) : addLastState(parts, node);
}

function addLayer(parts: ModelParts, node: RecurrentNode, layer: number, wanted: 'steps' | 'last'): void {
  const { id, kind, units } = node;
  const gates = GATES[kind];
  const directions = node.bidirectional ? [false, true] : [false];
  const view = (weight: RecurrentWeight, backward: boolean) =>
    parts.view(`${id}.${recurrentWeightName(weight, layer, backward)}`);
  const features = view('kernel', false).shape[0] ?? 1;
  const rows = gates.length * units;
  const joined = (arrays: readonly Float32Array[]) => Float32Array.from(arrays.flatMap((array) => [...array]));
  const each = (make: (backward: boolean) => Float32Array) => joined(directions.map(make));
  const count = directions.length;
  const kernel = parts.floats(
    `${id}.W${layer}`,
    [count, rows, features],
    each((backward) => toOnnxKernel(view('kernel', backward), units, gates)),
  );
  const recurrentKernel = parts.floats(
    `${id}.R${layer}`,
    [count, rows, units],
    each((backward) => toOnnxKernel(view('recurrentKernel', backward), units, gates)),
  );
  const second = (backward: boolean) => (kind === 'gru' ? view('recurrentBias', backward) : null);
  const bias = parts.floats(
    `${id}.B${layer}`,
    [count, 2 * rows],
    each((backward) => toOnnxBias(view('bias', backward), units, gates, second(backward))),
  );
  // The second bias of LSTM and RNN is zero, and none of the canonical parameters.
  if (kind !== 'gru') parts.parameterCount -= count * rows;
  const inputs = [`${id}.timeMajor${layer}`, kernel, recurrentKernel, bias, ...addLengthsAndState(parts, node)];
  const outputs = wanted === 'steps' ? `${id}.steps${layer}` : ['', `${id}.last`];
  parts.operator(OPERATORS[kind], inputs, outputs, {
    hidden_size: units,
    ...(node.bidirectional ? { direction: { text: 'bidirectional' } } : {}),
    ...(kind === 'gru' ? { linear_before_reset: 1 } : {}),
  });
}

/** Names of the inputs after the bias: the lengths where there are any, then the states with an axis for the direction. */
function addLengthsAndState(parts: ModelParts, node: RecurrentNode): string[] {
  const states = node.inputs.slice(1);
  const lengths = node.lengths ?? '';
  if (states.length === 0) return lengths === '' ? [] : [lengths];
  const axis = parts.integers(`${node.id}.stateAxis`, [0]);
  const names = states.map((state, index) => {
    parts.operator('Unsqueeze', [state, axis], `${node.id}.state${index}`);
    return `${node.id}.state${index}`;
  });
  return [lengths, ...names];
}

/** [time, directions, batch, units] → [time, batch, directions·units]. */
function addNextInput(parts: ModelParts, { id }: RecurrentNode, layer: number): void {
  const merged = parts.integers(`${id}.merged${layer}`, [0, 0, -1]);
  parts.operator('Transpose', [`${id}.steps${layer}`], `${id}.beside${layer}`, { perm: [0, 2, 1, 3] });
  parts.operator('Reshape', [`${id}.beside${layer}`, merged], `${id}.timeMajor${layer + 1}`);
}

function addSequence(parts: ModelParts, { id, layers, bidirectional }: RecurrentNode): 'native' {
  const steps = `${id}.steps${layers - 1}`;
  if (!bidirectional) {
    parts.operator('Squeeze', [steps, parts.integers(`${id}.direction`, [1])], `${id}.hidden`);
    return parts.operator('Transpose', [`${id}.hidden`], id, { perm: [1, 0, 2] });
  }
  parts.operator('Transpose', [steps], `${id}.hidden`, { perm: [2, 0, 1, 3] });
  return parts.operator('Reshape', [`${id}.hidden`, parts.integers(`${id}.sides`, [0, 0, -1])], id);
}

function addLastState(parts: ModelParts, { id, bidirectional }: RecurrentNode): 'native' {
  if (!bidirectional) return parts.operator('Squeeze', [`${id}.last`, parts.integers(`${id}.direction`, [0])], id);
  parts.operator('Transpose', [`${id}.last`], `${id}.hidden`, { perm: [1, 0, 2] });
  return parts.operator('Reshape', [`${id}.hidden`, parts.integers(`${id}.sides`, [0, -1])], id);
}
