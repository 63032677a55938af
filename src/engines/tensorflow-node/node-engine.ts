/** TensorFlow through Node as the kit wants it. */
import * as os from 'node:os';
import type { PrepareMessage } from '../../protocol/messages';
import {
  UnsupportedWork,
  type EngineDescription,
  type NodeEngine,
  type Tensors,
  type Work,
} from '../worker-kit/node/work';
import { loadFramework, type Framework } from './framework';
import { createGraphWork, exporterOf, type Exporter } from './saved-model';
import { createWork } from './work';

/** `argv` may hold `--threads=<n>`: what the launcher told TensorFlow's pools through the environment. */
export function createTensorflowNodeEngine(argv: readonly string[]): NodeEngine {
  let loaded: Framework | null = null;
  const framework = (): Framework => {
    if (loaded === null) throw new Error('TensorFlow is not loaded yet.');
    return loaded;
  };
  return {
    load: async () => {
      loaded = await loadFramework(argv);
    },
    initialise: () => describe(framework()),
    build: (request, tensors) => build(framework(), exporterOf(argv), request, tensors),
  };
}

function describe({ tf, backend }: Framework): EngineDescription {
  const four = tf.tidy(
    () =>
      tf
        .matMul(tf.ones([2, 2]), tf.ones([2, 2]))
        .sum()
        .dataSync()[0],
  );
  if (four !== 8)
    throw new Error(`TensorFlow computes wrong results here: a product that should sum to 8 gave ${four}.`);
  const gpu = backend.isUsingGpuDevice;
  return {
    engineVersion: backend.binding.TF_Version,
    devices: [
      gpu
        ? { id: 'cuda:0', kind: 'GPU', name: 'GPU 0 of TensorFlow', memoryBytes: null }
        : { id: 'cpu', kind: 'CPU', name: os.cpus()[0]?.model.trim() ?? 'CPU', memoryBytes: os.totalmem() },
    ],
    precisions: ['FLOAT32'],
  };
}

function build(
  framework: Framework,
  exporter: Exporter | null,
  request: PrepareMessage,
  tensors: Tensors,
): Work | Promise<Work> {
  const device = framework.backend.isUsingGpuDevice ? 'cuda:0' : 'cpu';
  if (request.variant !== 'eager' && (request.variant !== 'graph' || exporter === null))
    throw new UnsupportedWork(null, `tensorflow-node has no variant ${request.variant}.`);
  if (request.precision !== 'FLOAT32') {
    throw new UnsupportedWork(null, `TensorFlow for Node.js computes in FLOAT32 only, not in ${request.precision}.`);
  }
  if (request.device !== device) {
    throw new UnsupportedWork(
      null,
      `TensorFlow for Node.js runs on ${device} here; it cannot be told to use ${request.device}.`,
    );
  }
  if (request.threads !== framework.threads.expected) {
    throw new UnsupportedWork(
      null,
      `TensorFlow fixed its thread pools at ${framework.threads.expected} when it loaded; ${request.threads} were asked for afterwards.`,
    );
  }
  if (request.task === 'TRAINING' && request.graph.training === null) {
    throw new UnsupportedWork(null, 'This workload has no training task.');
  }
  if (request.variant === 'graph' && exporter !== null) {
    return createGraphWork(framework, exporter, request, tensors);
  }
  return createWork(framework, request, tensors);
}
