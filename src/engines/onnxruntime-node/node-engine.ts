/** ONNX Runtime through Node as the kit wants it. */
import * as os from 'node:os';
import type { Graph } from '../../protocol/graph';
import type { DeviceDescription, PrepareMessage } from '../../protocol/messages';
import {
  UnsupportedWork,
  type EngineDescription,
  type NodeEngine,
  type Tensors,
  type Work,
} from '../worker-kit/node/work';
import { createSession, loadFramework, type OnnxRuntime } from './framework';
import { writeOnnxModel } from './onnx-model';
import { isProvider, withoutDevice, type Provider } from './providers';
import { createWork } from './work';

/** `argv` may hold `--provider=<variant>`: what the launcher wants to have tried. */
export function createOnnxruntimeNodeEngine(argv: readonly string[]): NodeEngine {
  const asked = argv.find((text) => text.startsWith('--provider='))?.slice('--provider='.length) ?? 'cpu';
  const provider = isProvider(asked) ? asked : 'cpu';
  let loaded: OnnxRuntime | null = null;
  const framework = (): OnnxRuntime => {
    if (loaded === null) throw new Error('ONNX Runtime is not loaded yet.');
    return loaded;
  };
  return {
    load: () => {
      loaded = loadFramework();
    },
    initialise: () => describe(framework(), provider),
    build: (request, tensors) => build(framework(), request, tensors),
  };
}

/** `listSupportedBackends()` tells what was compiled in, not what works here: only a session shows that. */
async function describe(ort: OnnxRuntime, provider: Provider): Promise<EngineDescription> {
  const graph: Graph = {
    inputs: [{ name: 'x', shape: [1, 2], dtype: 'float32' }],
    nodes: [{ kind: 'relu', id: 'y', inputs: ['x'] }],
    output: 'y',
    training: null,
  };
  const model = writeOnnxModel(graph, new Map()).bytes;
  const { session } = await createSession(ort, model, { threads: 1, provider }).catch((error: unknown) => {
    throw withoutDevice(error);
  });
  const result = await session.run({ x: new ort.Tensor('float32', Float32Array.of(-1, 2), [1, 2]) });
  const [zero, two] = (result.y?.data ?? []) as Float32Array;
  await session.release();
  if (zero !== 0 || two !== 2)
    throw new Error(`ONNX Runtime computes wrong results here: relu of -1 and 2 gave ${zero} and ${two}.`);
  return { engineVersion: ort.env.versions.node ?? 'unknown', devices: [deviceOf(provider)], precisions: ['FLOAT32'] };
}

function deviceOf(provider: Provider): DeviceDescription {
  if (provider === 'cpu') {
    return { id: 'cpu', kind: 'CPU', name: os.cpus()[0]?.model.trim() ?? 'CPU', memoryBytes: os.totalmem() };
  }
  return { id: `${provider}:0`, kind: 'GPU', name: `GPU 0 of ONNX Runtime (${provider})`, memoryBytes: null };
}

function build(ort: OnnxRuntime, request: PrepareMessage, tensors: Tensors): Promise<Work> {
  if (!isProvider(request.variant)) {
    throw new UnsupportedWork(null, `onnxruntime-node has no variant ${request.variant}.`);
  }
  if (request.task !== 'INFERENCE') {
    throw new UnsupportedWork(
      null,
      'ONNX Runtime for Node.js cannot train: its package holds the inference library only.',
    );
  }
  if (request.precision !== 'FLOAT32') {
    throw new UnsupportedWork(
      null,
      `ONNX Runtime has no kernels for all of a graph in ${request.precision}: it would cast to float32 and back.`,
    );
  }
  if (request.device !== deviceOf(request.variant).id) {
    throw new UnsupportedWork(null, `The variant ${request.variant} does not run on ${request.device}.`);
  }
  return createWork(ort, request, tensors);
}
