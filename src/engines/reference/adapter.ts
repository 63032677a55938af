/**
 * The float64 reference that parity is judged by. It speaks the engines' protocol, so the server gets its answer
 * the same way, but it is in no registry and never raced.
 */
import { locatePythonWorker } from '../../environments/locate';
import type { EngineAdapter } from '../engine';

export const reference: EngineAdapter = {
  id: 'reference',
  name: 'float64 reference',
  variants: [
    { id: 'float64', description: 'NumPy in float64 with hand-written gradients.', default: true },
    {
      id: 'other-side',
      description:
        'The same, with the slope of the other side where a value is nearer to a kink than float32 can tell.',
      default: false,
    },
  ],
  tasks: ['INFERENCE', 'TRAINING'],
  precisions: ['FLOAT32'],
  hidden: true,
  locate: (context) => {
    const found = locatePythonWorker(context, {
      engineId: 'reference',
      environment: 'reference',
      requirementsFiles: ['src/engines/reference/requirements.txt'],
      worker: 'src/engines/reference/worker.py',
    });
    if (found.kind === 'not-installed') return found;
    // One thread: beside another busy process a second one makes OpenBLAS wait for it at every product (4 × slower
    // was seen), and with one the last bits do not depend on the machine's number of cores.
    return { ...found, environment: { ...found.environment, OPENBLAS_NUM_THREADS: '1' } };
  },
};
