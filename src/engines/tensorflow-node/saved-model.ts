/**
 * The variant `graph`: the SavedModel that TensorFlow's Python engine writes from the functions of its own `graph`
 * variant, run from Node. Python only writes it; what is timed is Node and TensorFlow's C library.
 */
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { PrepareMessage } from '../../protocol/messages';
import { refusePacked } from '../worker-kit/node/sequences';
import type { Tensors, Work } from '../worker-kit/node/work';
import { createTensor, viewOf } from './building';
import type { Framework, SavedModel, Tensor } from './framework';
import { LastResult } from './last-result';
import { Kept } from '../worker-kit/node/kept';
import { readSettings } from './settings';

/** How to run the program that writes the model; from the adapter, as arguments of this worker. */
export interface Exporter {
  readonly python: string;
  readonly program: string;
}

const exportedFacts = z.object({
  parameterCount: z.int(),
  implementation: z.array(z.object({ node: z.string(), form: z.enum(['native', 'composed']) })),
  productPrecision: z.string(),
  tensorflow: z.string(),
});

const EXPORT_TIMEOUT_MILLISECONDS = 540_000;
const OUTPUT_LIMIT_BYTES = 2 ** 24;

/** Named tensors, as a signature takes them. */
type Feeds = Readonly<Record<string, Tensor>>;

/** `argv` holds `--exporter-python=` and `--exporter=` for this variant; null without them. */
export function exporterOf(argv: readonly string[]): Exporter | null {
  const valueOf = (name: string) => argv.find((text) => text.startsWith(`${name}=`))?.slice(name.length + 1);
  const [python, program] = [valueOf('--exporter-python'), valueOf('--exporter')];
  return python !== undefined && program !== undefined ? { python, program } : null;
}

/** Exports into a folder beside the parity output, loads it, and removes the folder when the model is in memory. */
export async function createGraphWork(
  framework: Framework,
  exporter: Exporter,
  request: PrepareMessage,
  tensors: Tensors,
): Promise<Work> {
  refusePacked(request.graph, 'TensorFlow');
  const folder = `${request.parity.outputFile}.model`;
  const facts = await exportModel(exporter, request, folder);
  process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  const training = request.task === 'TRAINING';
  const load = async (signature: string) => framework.tf.node.loadSavedModel(folder, ['serve'], signature);
  const models = await loadAll(load, training);
  const rewind = training ? await modelRewinder(framework, load) : null;
  const last = new LastResult(framework);
  const batches = Array.from({ length: request.batchCount }, (_, index) =>
    stageBatch(framework, request, tensors, index),
  );
  const inputsOnly = ({ target: _target, ...inputs }: Record<string, Tensor>): Feeds => inputs;
  const settings = readSettings(framework, request).map(({ name, value }) =>
    name === 'execution'
      ? { name, value: 'graph' }
      : name === 'productPrecision'
        ? { name, value: facts.productPrecision }
        : { name, value },
  );
  return {
    settings: [...settings, { name: 'savedModel', value: `written by TensorFlow ${facts.tensorflow} for Python` }],
    implementation: facts.implementation,
    parameterCount: facts.parameterCount,
    batches,
    compile: () => undefined,
    // A SavedModel has the lengths left open.
    compilations: () => 0,
    // A session's run ends when its results are in memory.
    synchronise: () => undefined,
    step: (batch) => last.replace(run(training ? models.step : models.forward, batch as Feeds, training)),
    output: (batch) => {
      const output = run(models.forward, inputsOnly(batch as Record<string, Tensor>), false);
      const data = Float32Array.from(output.dataSync());
      output.dispose();
      return data;
    },
    sgdLosses: async (batch, steps, learningRate) => {
      const sgd = await load('sgd_step');
      const rate = framework.tf.scalar(learningRate);
      const losses = Array.from({ length: steps + 1 }, () => {
        const loss = run(sgd, { ...(batch as Feeds), rate }, true);
        return loss.dataSync()[0] ?? NaN;
      });
      rewind?.();
      return losses;
    },
    ...(rewind && { rewind }),
    lastResult: () => last.read(),
  };
}

type Load = (signature: string) => Promise<SavedModel>;

/** The variables are in TensorFlow's session: one signature reads them, one sets them and forgets the optimizer's past. */
async function modelRewinder({ tf }: Framework, load: Load): Promise<() => void> {
  const reading = await load('read_variables');
  const writing = await load('rewind');
  const ask = tf.scalar(0);
  const variables = reading.predict({ ask }) as Record<string, Tensor>;
  const facts = Object.entries(variables).map(([name, { shape }]) => ({ name, shape }));
  const first = new Kept(facts.map(({ name }) => (variables[name] as Tensor).dataSync() as Float32Array));
  tf.dispose([ask, variables]);
  return () =>
    tf.tidy(() => {
      const values = [...first].map((data, index) => [facts[index]?.name, tf.tensor(data, facts[index]?.shape)]);
      writing.predict(Object.fromEntries(values) as Feeds);
    });
}

interface Models {
  readonly forward: SavedModel;
  /** `train_step`; the forward pass where nothing is trained. */
  readonly step: SavedModel;
}

async function loadAll(load: Load, training: boolean): Promise<Models> {
  const forward = await load('forward');
  return { forward, step: training ? await load('train_step') : forward };
}

function run(model: SavedModel, feeds: Feeds, training: boolean): Tensor {
  const result = model.predict(feeds) as Record<string, Tensor>;
  const tensor = result[training ? 'loss' : 'output'];
  if (tensor === undefined) throw new Error('The SavedModel gave no result.');
  return tensor;
}

async function exportModel({ python, program }: Exporter, request: PrepareMessage, folder: string) {
  const requestFile = `${folder}.json`;
  fs.writeFileSync(requestFile, JSON.stringify(request));
  try {
    const { stdout } = await promisify(execFile)(python, [program, requestFile, folder], {
      timeout: EXPORT_TIMEOUT_MILLISECONDS,
      maxBuffer: OUTPUT_LIMIT_BYTES,
      cwd: path.dirname(folder),
    });
    return exportedFacts.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
  } finally {
    fs.rmSync(requestFile, { force: true });
  }
}

function stageBatch(framework: Framework, request: PrepareMessage, tensors: Tensors, index: number): Feeds {
  const names = request.graph.inputs.map(({ name }) => name);
  if (request.task === 'TRAINING') names.push('target');
  return Object.fromEntries(
    names.map((name) => [name, createTensor(framework, viewOf(tensors, `batch.${index}.${name}`))]),
  );
}
