/** Shapes, weights and work of the recurrent kinds: lstm, gru, rnn. */
import { recurrentWeightName, type RecurrentWeight } from '../protocol/recurrent-weights';
import {
  biasWeight,
  describeShape,
  first,
  glorotBound,
  GraphError,
  requireRank,
  weight,
  working,
  type KindFacts,
  type NodeOf,
  type Rule,
  type Shape,
  type WeightFacts,
} from './kind-facts';

type RecurrentNode = NodeOf<'lstm'> | NodeOf<'gru'> | NodeOf<'rnn'>;

/** `gates` matrices of `units` columns beside each other in every weight; `biases` names the bias vectors. */
function recurrent(
  node: RecurrentNode,
  inputs: readonly Shape[],
  gates: number,
  biases: readonly RecurrentWeight[],
): KindFacts {
  const shape = first(node, inputs);
  requireRank(node, shape, 3, '[batch, time, features]');
  const [batch = 1, time = 1, features = 1] = shape;
  const { units, layers } = node;
  const directions = node.bidirectional ? [false, true] : [false];
  const width = directions.length * units;
  const columns = gates * units;
  const weights: WeightFacts[] = [];
  let flopsPerStep = 0;
  for (let layer = 0; layer < layers; layer++) {
    const fanIn = layer === 0 ? features : width;
    for (const backward of directions) {
      const nameOf = (kind: RecurrentWeight) => recurrentWeightName(kind, layer, backward);
      weights.push(
        weight(nameOf('kernel'), [fanIn, columns], glorotBound(fanIn, units)),
        weight(nameOf('recurrentKernel'), [units, columns], 1 / Math.sqrt(units)),
        ...biases.map((bias) => biasWeight(nameOf(bias), columns)),
      );
      flopsPerStep += 2 * (fanIn + units) * columns;
    }
  }
  return working(node.returnSequences ? [batch, time, width] : [batch, width], weights, batch * time * flopsPerStep);
}

function requireState(node: NodeOf<'lstm'>, inputs: readonly Shape[]): void {
  if (inputs.length === 1) return;
  if (node.bidirectional || node.layers > 1) {
    throw new GraphError(node.id, 'reads a first state, which only one layer of one direction can');
  }
  const expected = describeShape([first(node, inputs)[0] ?? 1, node.units]);
  for (const state of inputs.slice(1)) {
    if (describeShape(state) !== expected) {
      throw new GraphError(node.id, `its first state must be ${expected}, not ${describeShape(state)}`);
    }
  }
}

export const lstm: Rule<'lstm'> = (node, inputs) => {
  requireState(node, inputs);
  return recurrent(node, inputs, 4, ['bias']);
};
export const gru: Rule<'gru'> = (node, inputs) => recurrent(node, inputs, 3, ['bias', 'recurrentBias']);
export const rnn: Rule<'rnn'> = (node, inputs) => recurrent(node, inputs, 1, ['bias']);
