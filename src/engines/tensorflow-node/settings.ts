/** Every flag that could make a comparison unfair; what TensorFlow's C interface does not tell is said so. */
import type { PrepareMessage } from '../../protocol/messages';
import type { Framework } from './framework';

const UNREADABLE = 'not readable from Node.js';

export function readSettings(framework: Framework, request: PrepareMessage): { name: string; value: string }[] {
  const { tf, backend, threads } = framework;
  const gpu = backend.isUsingGpuDevice;
  return [
    { name: 'tensorflow', value: backend.binding.TF_Version },
    { name: 'tfjs', value: tf.version['tfjs-core'] },
    { name: 'backend', value: tf.getBackend() },
    { name: 'device', value: gpu ? 'GPU' : 'CPU' },
    { name: 'execution', value: 'eager' },
    { name: 'compiled', value: 'none' },
    { name: 'jitCompile', value: 'off' },
    { name: 'productPrecision', value: 'float32' },
    { name: 'layout', value: 'sequences time-major inside recurrent layers, images channels last' },
    { name: 'layoutConversion', value: 'none' },
    { name: 'autotune', value: gpu ? UNREADABLE : 'not applicable' },
    { name: 'callForm', value: 'step function' },
    { name: 'hostTransfers', value: 'none' },
    { name: 'threads', value: describeCount(threads.intraOpCounted) },
    { name: 'interOpThreads', value: describeCount(threads.interOpCounted) },
    { name: 'oneDNN', value: `library default; ${UNREADABLE}` },
    {
      name: 'tensorFloat32',
      value: gpu ? `NVIDIA_TF32_OVERRIDE=0 at launch; ${UNREADABLE}` : 'not applicable on the CPU',
    },
    { name: 'denormals', value: UNREADABLE },
    { name: 'dtype', value: 'float32' },
    ...trainingSettings(request),
  ];
}

function describeCount(counted: number | null): string {
  return counted === null ? UNREADABLE : `${counted} (counted)`;
}

function trainingSettings(request: PrepareMessage): { name: string; value: string }[] {
  const training = request.task === 'TRAINING' ? request.graph.training : null;
  if (training === null) return [];
  return [
    { name: 'optimizer', value: `tf.train.${training.optimizer.kind}, composed from elementwise operations` },
    {
      name: 'loss',
      value: training.loss === 'crossEntropy' ? 'SparseSoftmaxCrossEntropyWithLogits' : 'squaredDifference, mean',
    },
  ];
}
