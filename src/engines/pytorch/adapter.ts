/** PyTorch, in the Python environment that set-up makes for it or in one that the user names. */
import * as path from 'node:path';
import { torchCaches } from '../../environments/compilation-caches';
import { locatePythonWorker } from '../../environments/locate';
import type { EngineAdapter } from '../engine';

export const pytorch: EngineAdapter = {
  id: 'pytorch',
  name: 'PyTorch',
  variants: [
    {
      id: 'eager',
      description: 'Operations run one by one as Python reaches them; fused LSTM and optimizer kernels.',
      default: true,
    },
    {
      id: 'compile',
      description: 'torch.compile in its default mode; what it really compiled stands among the settings.',
      default: false,
    },
    {
      id: 'compile-reduce-overhead',
      description: 'torch.compile with mode="reduce-overhead": CUDA graphs on a GPU.',
      default: false,
    },
  ],
  tasks: ['INFERENCE', 'TRAINING'],
  precisions: ['FLOAT32', 'TFLOAT32', 'BFLOAT16', 'FLOAT16'],
  hidden: false,
  takesInterpreter: true,
  locate: (context) =>
    locatePythonWorker(context, {
      engineId: 'pytorch',
      environment: 'pytorch',
      requirementsFiles: ['src/engines/pytorch/requirements.txt'],
      worker: 'src/engines/pytorch/worker.py',
      // Rounds share what was compiled: eight rounds would take half an hour otherwise.
      variables: { TORCHINDUCTOR_CACHE_DIR: path.join(context.cacheDirectory, 'inductor') },
      caches: torchCaches,
    }),
};
