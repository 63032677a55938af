/** PyTorch, in the Python environment that set-up makes for it or in one that the user names. */
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
  ],
  tasks: ['INFERENCE', 'TRAINING'],
  precisions: ['FLOAT32'],
  hidden: false,
  locate: (context) =>
    locatePythonWorker(context, {
      engineId: 'pytorch',
      environment: 'pytorch',
      requirementsFiles: ['src/engines/pytorch/requirements.txt'],
      worker: 'src/engines/pytorch/worker.py',
    }),
};
