/** The built graph as work for the kit: one session, one `run` per iteration. */
import type { PrepareMessage } from '../../protocol/messages';
import type { Tensors, Work } from '../worker-kit/node/work';
import { createSession, SESSION_OPTIONS, type CountedSession, type OnnxRuntime, type OrtTensor } from './framework';
import { OPSET, writeOnnxModel } from './onnx-model';

type Feeds = Readonly<Record<string, OrtTensor>>;

/** Throws `UnsupportedWork` for a node that it cannot build. */
export async function createWork(ort: OnnxRuntime, request: PrepareMessage, tensors: Tensors): Promise<Work> {
  const model = writeOnnxModel(request.graph, tensors);
  const counted = await createSession(ort, model.bytes, request.threads);
  const { session } = counted;
  const { output } = request.graph;
  const run = async (batch: unknown): Promise<OrtTensor> => {
    const results = await session.run(batch as Feeds);
    return results[output] as OrtTensor;
  };
  let last: OrtTensor | null = null;
  return {
    settings: readSettings(ort, request, counted),
    implementation: model.implementation,
    parameterCount: model.parameterCount,
    batches: Array.from({ length: request.batchCount }, (_, index) => stageBatch(ort, request, tensors, index)),
    // The session was compiled when it was created.
    compile: () => undefined,
    step: async (batch) => {
      last = await run(batch);
    },
    // `run` returns when its results are in memory.
    synchronise: () => undefined,
    output: async (batch) => (await run(batch)).data as Float32Array,
    sgdLosses: () => {
      throw new Error('ONNX Runtime for Node.js cannot train.');
    },
    lastChecksum: () => {
      let sum = 0;
      for (const value of (last?.data ?? []) as Float32Array) sum += value;
      return sum;
    },
  };
}

/** The tensors wrap the file's data as it lies; the CPU provider reads it in place. */
function stageBatch(ort: OnnxRuntime, request: PrepareMessage, tensors: Tensors, index: number): Feeds {
  return Object.fromEntries(
    request.graph.inputs.map(({ name, dtype }) => {
      const view = tensors.get(`batch.${index}.${name}`);
      if (view === undefined) throw new Error(`The tensors file has no batch.${index}.${name}.`);
      return [name, new ort.Tensor(dtype, view.data as Float32Array | Int32Array, view.shape)];
    }),
  );
}

function readSettings(ort: OnnxRuntime, request: PrepareMessage, { threadsCounted }: CountedSession) {
  const asked = 'asked; ONNX Runtime does not read it back';
  const intraOp = threadsCounted === null ? `${request.threads} (${asked})` : `${threadsCounted} (counted)`;
  return [
    { name: 'onnxruntime', value: ort.env.versions.node ?? 'unknown' },
    { name: 'opset', value: String(OPSET) },
    { name: 'executionProvider', value: `${SESSION_OPTIONS.executionProviders.join(', ')} (${asked})` },
    { name: 'threads', value: intraOp },
    { name: 'interOpThreads', value: `${SESSION_OPTIONS.interOpNumThreads} (${asked})` },
    { name: 'executionMode', value: `${SESSION_OPTIONS.executionMode} (${asked})` },
    { name: 'graphOptimizer', value: `${SESSION_OPTIONS.graphOptimizationLevel} (${asked})` },
    { name: 'memoryArenaAndPattern', value: `on (${asked})` },
    { name: 'spinning', value: 'library default; not readable' },
    { name: 'denormals', value: 'library default; not readable' },
    { name: 'outputs', value: 'allocated by each run (no IO binding in Node.js)' },
    { name: 'dtype', value: 'float32' },
  ];
}
