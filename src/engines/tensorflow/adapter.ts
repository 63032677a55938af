/** TensorFlow from Python, without Keras, in the environment that set-up makes for it or in one that the user names. */
import { cudaCaches } from '../../environments/compilation-caches';
import { locatePythonWorker } from '../../environments/locate';
import type { EngineAdapter } from '../engine';

export const tensorflow: EngineAdapter = {
  id: 'tensorflow',
  name: 'TensorFlow',
  variants: [
    {
      id: 'graph',
      description: 'One tf.function per iteration, traced once and called as a concrete function; no XLA.',
      default: true,
    },
    {
      id: 'eager',
      description: 'Operations one by one as Python reaches them, gradients by GradientTape.',
      default: false,
    },
    {
      id: 'xla',
      description: 'One tf.function per iteration, compiled whole by XLA; the LSTM is then a loop.',
      default: false,
    },
  ],
  tasks: ['INFERENCE', 'TRAINING'],
  precisions: ['FLOAT32', 'TFLOAT32', 'BFLOAT16', 'FLOAT16'],
  hidden: false,
  takesInterpreter: true,
  preallocatesDeviceMemory: true,
  locate: (context) =>
    locatePythonWorker(context, {
      engineId: 'tensorflow',
      environment: 'tensorflow',
      requirementsFiles: ['src/engines/tensorflow/requirements-gpu.txt', 'src/engines/tensorflow/requirements.txt'],
      worker: 'src/engines/tensorflow/worker.py',
      caches: cudaCaches,
    }),
};
