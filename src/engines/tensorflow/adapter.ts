/** TensorFlow from Python, without Keras, in the environment that set-up makes for it or in one that the user names. */
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
  ],
  tasks: ['INFERENCE', 'TRAINING'],
  precisions: ['FLOAT32'],
  hidden: false,
  locate: (context) =>
    locatePythonWorker(context, {
      engineId: 'tensorflow',
      environment: 'tensorflow',
      requirementsFiles: ['src/engines/tensorflow/requirements-gpu.txt', 'src/engines/tensorflow/requirements.txt'],
      worker: 'src/engines/tensorflow/worker.py',
    }),
};
