/** JAX, in the Python environment that set-up makes for it or in one that the user names. */
import { jaxCaches } from '../../environments/compilation-caches';
import { locatePythonWorker } from '../../environments/locate';
import type { EngineAdapter } from '../engine';

export const jax: EngineAdapter = {
  id: 'jax',
  name: 'JAX',
  variants: [
    {
      id: 'jit',
      description: 'The whole step as one function compiled by XLA; no layer library above it.',
      default: true,
    },
  ],
  tasks: ['INFERENCE', 'TRAINING'],
  precisions: ['FLOAT32', 'TFLOAT32', 'BFLOAT16', 'FLOAT16'],
  hidden: false,
  takesInterpreter: true,
  preallocatesDeviceMemory: true,
  locate: (context) =>
    locatePythonWorker(context, {
      engineId: 'jax',
      environment: 'jax',
      requirementsFiles: ['src/engines/jax/requirements-gpu.txt', 'src/engines/jax/requirements.txt'],
      worker: 'src/engines/jax/worker.py',
      // XLA makes its pool of threads when it loads, of as many as it may run on.
      arguments: context.threads === undefined ? [] : [`--threads=${context.threads}`],
      caches: jaxCaches,
    }),
};
