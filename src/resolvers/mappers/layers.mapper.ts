/** The layers that a client sent, in the domain's words; whether they make a graph is for the domain to say. */
import { badInput } from '../../errors';
import type { Graph } from '../../protocol/graph';
import type { RequestedLayer, RequestedLayers } from '../../racing/start-race-request';
import { LAYER_KINDS } from '../../schema/layer-kinds';
import type { LayerInput } from '../../schema/layer.input';
import type { StartRaceInput } from '../../schema/start-race.input';
import type { TrainingInput } from '../../schema/training.input';
import { requireLength, requireText } from '../input-rules';

const MAXIMUM_LAYERS = 512;
const MAXIMUM_INPUTS = 8;
const MAXIMUM_READ = 16;

/** Null where the race is over a workload of the catalog. Throws BAD_USER_INPUT that names the field. */
export function toRequestedLayers(input: StartRaceInput): RequestedLayers | null {
  if (!input.layers) return null;
  if (input.workload || input.parameters?.length) {
    const advice = 'Give `layers` with `inputs`, or `workload` with `parameters`.';
    throw badInput('input.layers', 'A race is over a workload or over your own layers, not over both.', advice);
  }
  return {
    inputs: requireLength(input.inputs ?? [], MAXIMUM_INPUTS, 'input.inputs').map(({ name, shape, type }, index) => ({
      name: requireText(name, `input.inputs[${index}].name`),
      shape,
      dtype: type,
    })),
    layers: requireLength(input.layers, MAXIMUM_LAYERS, 'input.layers').map(toLayer),
    training: toTraining(input.training ?? null),
  };
}

function toLayer(layer: LayerInput, index: number): RequestedLayer {
  const given = Object.keys(LAYER_KINDS).filter((kind) => layer[kind] !== undefined && layer[kind] !== null);
  const [kind] = given;
  const sent = kind === undefined ? null : layer[kind];
  if (kind === undefined || !sent || given.length > 1) {
    throw badInput(`input.layers[${index}]`, 'A layer is exactly one kind.', 'Give one field, such as `dense`.');
  }
  const { name, inputs, ...fields } = sent;
  const field = `input.layers[${index}].${kind}`;
  return {
    kind,
    name: name ? requireText(name, `${field}.name`) : null,
    inputs: inputs ? [...requireLength(inputs, MAXIMUM_READ, `${field}.inputs`)] : null,
    // What a client leaves out has its default already; what it sets to null says nothing.
    fields: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)),
  };
}

function toTraining(training: TrainingInput | null): Graph['training'] {
  if (!training) return null;
  const { loss, optimizer, learningRate } = training;
  return optimizer === 'sgd'
    ? { loss, optimizer: { kind: 'sgd', learningRate } }
    : { loss, optimizer: { kind: 'adam', learningRate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } };
}
