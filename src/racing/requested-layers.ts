/** From the layers that a client sent to a layer graph; whatever does not fit names the layer and says what would. */
import { badInput, PhotofinishError } from '../errors';
import { graph as graphSchema, graphNode, type Graph, type GraphNode } from '../protocol/graph';
import { graphFacts } from '../workloads/graph-facts';
import { GraphError } from '../workloads/kind-facts';
import type { RequestedInput, RequestedLayer, RequestedLayers } from './start-race-request';

const MAXIMUM_LAYERS = 512;
const NAME = /^[a-z][A-Za-z0-9]{0,63}$/;
const NAME_ADVICE = 'Give a small letter, then letters and digits; each name once.';

/** Throws BAD_USER_INPUT that names the layer. */
export function graphOfLayers(requested: RequestedLayers, batchSize: number): Graph {
  const { inputs, layers } = requested;
  if (inputs.length === 0) throw badInput('input.inputs', 'Layers need an input.', 'Give its shape without the batch.');
  if (layers.length === 0) throw badInput('input.layers', 'There are no layers.', 'Give at least one.');
  if (layers.length > MAXIMUM_LAYERS) {
    throw badInput('input.layers', 'These are too many layers.', `Give at most ${MAXIMUM_LAYERS}.`);
  }
  const names = layers.map((layer, index) => nameOf(layer, index));
  const nodes = layers.map((layer, index) =>
    nodeOf(layer, index, { id: names[index] ?? '', before: names[index - 1] ?? inputs[0]?.name ?? '' }),
  );
  const graph = { inputs: inputs.map((input, index) => inputOf(input, index, batchSize)), nodes, output: names.at(-1) };
  const parsed = graphSchema.safeParse({ ...graph, training: requested.training });
  if (!parsed.success) {
    throw badInput('input.layers', 'These layers make no graph.', parsed.error.issues[0]?.message ?? NAME_ADVICE);
  }
  requireFittingShapes(parsed.data, names);
  return parsed.data;
}

function nameOf({ name, kind }: RequestedLayer, index: number): string {
  if (name === null) return `${kind}${index + 1}`;
  if (!NAME.test(name)) throw badInput(`input.layers[${index}].${kind}.name`, 'This is not a name.', NAME_ADVICE);
  return name;
}

function inputOf(input: RequestedInput, index: number, batchSize: number) {
  const { name, shape, dtype } = input;
  if (!NAME.test(name)) throw badInput(`input.inputs[${index}].name`, 'This is not a name.', NAME_ADVICE);
  if (shape.length > 5 || !shape.every((extent) => Number.isInteger(extent) && extent >= 1)) {
    const advice = 'Give at most five whole numbers from 1, without the batch.';
    throw badInput(`input.inputs[${index}].shape`, 'This is not a shape.', advice);
  }
  return { name, shape: [batchSize, ...shape], dtype };
}

function nodeOf(layer: RequestedLayer, index: number, place: { id: string; before: string }): GraphNode {
  const { kind, inputs, fields } = layer;
  const parsed = graphNode.safeParse({ kind, id: place.id, inputs: inputs ?? [place.before], ...fields });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path.join('.') ?? '';
  const field = `input.layers[${index}].${kind}${path === '' ? '' : `.${path}`}`;
  throw badInput(field, `Layer ${index + 1} (${kind}) is not right.`, issue?.message ?? 'See its description.');
}

/** Shapes, names and types: the rules that the catalog's own graphs are held to. */
function requireFittingShapes(graph: Graph, names: readonly string[]): void {
  try {
    graphFacts(graph);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    const index = names.indexOf(error.node);
    const field = index < 0 ? 'input.layers' : `input.layers[${index}].${graph.nodes[index]?.kind ?? ''}`;
    throw new PhotofinishError('BAD_USER_INPUT', `Layer ${index + 1} does not fit: ${error.reason}.`, {
      field,
      advice: 'Change its sizes, or the layers that it reads.',
    });
  }
}
