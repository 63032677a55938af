/** Short forms of what workload folders say again and again. */
import type { Graph, GraphNode } from '../protocol/graph';
import type { ParameterDefinition } from './workload';

/** A whole-number parameter. */
export function parameter(
  name: string,
  description: string,
  standard: number,
  range: readonly [minimum: number, maximum: number],
  unit: string | null = null,
): ParameterDefinition {
  return { name, description, default: standard, minimum: range[0], maximum: range[1], unit };
}

type RecurrentNode = Extract<GraphNode, { kind: 'lstm' | 'gru' | 'rnn' }>;

export const ADAM = { kind: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
export const SGD = { kind: 'sgd', learningRate: 0.01 } as const;

/** How a classifier is trained: cross entropy, Adam with the constants of its paper (Kingma & Ba 2015). */
export const CLASSIFIER_TRAINING: Graph['training'] = { loss: 'crossEntropy', optimizer: ADAM };
/** How an operator with weights is trained: towards random numbers, by plain SGD. */
export const OPERATOR_TRAINING: Graph['training'] = { loss: 'meanSquaredError', optimizer: SGD };

/** A classifier over [batch, time, features]: one recurrent node, its last state, a dense layer. */
export function recurrentClassifier(
  node: Pick<RecurrentNode, 'kind' | 'units' | 'bidirectional' | 'layers'>,
  shape: readonly [batch: number, time: number, features: number],
  classes: number,
): Graph {
  return {
    inputs: [{ name: 'x', shape: [...shape], dtype: 'float32' }],
    nodes: [
      { ...node, id: 'recurrent', inputs: ['x'], returnSequences: false },
      { kind: 'dense', id: 'logits', inputs: ['recurrent'], units: classes },
    ],
    output: 'logits',
    training: CLASSIFIER_TRAINING,
  };
}

/** The parameters of such a classifier. */
export function recurrentParameters(units: number, sequenceLength: number, features: number): ParameterDefinition[] {
  return [
    parameter('units', 'Units of a recurrent layer, per direction.', units, [1, 4096], 'units'),
    parameter('sequenceLength', 'Time steps of one sequence.', sequenceLength, [1, 4096], 'timesteps'),
    parameter('features', 'Features of one time step.', features, [1, 4096]),
    parameter('classes', 'Classes to tell apart.', 10, [2, 65536], 'classes'),
  ];
}
