/** PyTensor, the maintained successor of Theano; CPU only. */
import * as path from 'node:path';
import { pytensorCaches } from '../../environments/compilation-caches';
import { locatePythonWorker } from '../../environments/locate';
import type { EngineAdapter } from '../engine';

export const pytensor: EngineAdapter = {
  id: 'pytensor',
  name: 'PyTensor',
  variants: [
    {
      id: 'numba',
      description: 'One compiled function per iteration, through Numba and LLVM.',
      default: true,
      devices: ['CPU'],
    },
    {
      id: 'c',
      description: "One compiled function per iteration, Theano's way: generated C code.",
      default: false,
      devices: ['CPU'],
    },
  ],
  tasks: ['INFERENCE', 'TRAINING'],
  precisions: ['FLOAT32'],
  hidden: false,
  takesInterpreter: true,
  locate: (context) => {
    const threads = String(context.threads ?? '');
    const pools = ['OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS', 'NUMBA_NUM_THREADS'];
    return locatePythonWorker(context, {
      engineId: 'pytensor',
      environment: 'pytensor',
      requirementsFiles: ['src/engines/pytensor/requirements.txt'],
      worker: 'src/engines/pytensor/worker.py',
      arguments: context.threads === undefined ? [] : [`--threads=${threads}`],
      variables: {
        ...pytensorCaches(path.join(context.cacheDirectory, 'pytensor')),
        ...(context.threads === undefined ? {} : Object.fromEntries(pools.map((name) => [name, threads]))),
      },
      caches: pytensorCaches,
    });
  },
};
