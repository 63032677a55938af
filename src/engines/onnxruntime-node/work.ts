/** The built graph as work for the kit: one session, one `run` per iteration. */
import * as path from 'node:path';
import type { PrepareMessage } from '../../protocol/messages';
import type { Tensors, Work } from '../worker-kit/node/work';
import { createSession, type OnnxRuntime, type OrtTensor } from './framework';
import { stagedData, stagedShape, writeOnnxModel } from './onnx-model';
import { permute, TO_CHANNELS_LAST } from './permute';
import { readProviders, type Provider } from './providers';
import { readSettings } from './settings';

type Feeds = Readonly<Record<string, OrtTensor>>;

/** Throws `UnsupportedWork` for a node that it cannot build. */
export async function createWork(ort: OnnxRuntime, request: PrepareMessage, tensors: Tensors): Promise<Work> {
  const provider = request.variant as Provider;
  const model = writeOnnxModel(request.graph, tensors);
  const batches = Array.from({ length: request.batchCount }, (_, index) => stageBatch(ort, request, tensors, index));
  const profilePrefix = path.resolve(`profile-${process.pid}`);
  const counted = await createSession(ort, model.bytes, { threads: request.threads, provider, profilePrefix });
  const { session } = counted;
  const { output } = request.graph;
  const run = async (batch: unknown): Promise<OrtTensor> => {
    const results = await session.run(batch as Feeds);
    return results[output] as OrtTensor;
  };
  const canonical = ({ data, dims }: OrtTensor): Float32Array =>
    model.outputIsImage ? permute(data as Float32Array, dims, TO_CHANNELS_LAST).data : (data as Float32Array);
  let last: OrtTensor | null = null;
  // Known once it has run, long before anything is timed.
  let providers: string | null = null;
  return {
    get settings() {
      return readSettings(ort, request, { counted, providers, conversions: model.conversions });
    },
    implementation: model.implementation,
    parameterCount: model.parameterCount,
    batches,
    // The session was compiled when it was created.
    compile: () => undefined,
    step: async (batch) => {
      last = await run(batch);
    },
    // Whatever their shapes, the session was compiled once.
    compilations: () => 1,
    // `run` returns when its results are in memory.
    synchronise: () => undefined,
    output: async (batch) => {
      const output = canonical(await run(batch));
      providers ??= readProviders(session, profilePrefix, provider);
      return output;
    },
    sgdLosses: () => {
      throw new Error('ONNX Runtime for Node.js cannot train.');
    },
    lastResult: () => (last ? canonical(last) : []),
  };
}

/** The tensors wrap the file's data as it lies (images are turned first); the CPU provider reads it in place. */
function stageBatch(ort: OnnxRuntime, request: PrepareMessage, tensors: Tensors, index: number): Feeds {
  return Object.fromEntries(
    request.graph.inputs.map(({ name, dtype }) => {
      const view = tensors.get(`batch.${index}.${name}`);
      if (view === undefined) throw new Error(`The tensors file has no batch.${index}.${name}.`);
      const { shape } = view;
      const data = dtype === 'int32' ? (view.data as Int32Array) : stagedData(view.data as Float32Array, shape);
      return [name, new ort.Tensor(dtype, data, stagedShape(shape))];
    }),
  );
}
