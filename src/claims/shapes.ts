/** The workloads that reports race, with the shapes that they have there. */
import type { PlannedRace } from './planned-race';

export interface Shape extends Pick<PlannedRace, 'workload' | 'parameters' | 'batchSize'> {
  /** Recurrent networks are what one of the claims is about. */
  readonly recurrent: boolean;
  /** Of a QUICK report, where the eight rounds of a verdict do not fit into what the others have. */
  readonly quickTrainingBudgetSeconds?: number;
}

const of = (parameters: Readonly<Record<string, number>>) =>
  Object.entries(parameters).map(([name, value]) => ({ name, value }));

/** The same on every device: as its source has it. */
export const PERCEPTRON: Shape = { workload: 'mlp', parameters: [], batchSize: null, recurrent: false };

const RECURRENT = of({ units: 128, sequenceLength: 50, features: 64 });

/**
 * On a CPU: as their sources have them where two cores take less than about a tenth of a second for an iteration of training, else
 * smaller, with every kind of layer that the source has. The same at every effort, so that reports can be compared.
 */
const ON_CPU: readonly Shape[] = [
  PERCEPTRON,
  {
    ...{ workload: 'resnet18', batchSize: 8, recurrent: false, quickTrainingBudgetSeconds: 180 },
    parameters: of({ imageSize: 32, classes: 10 }),
  },
  {
    ...{ workload: 'transformer-encoder', batchSize: 8, recurrent: false },
    parameters: of({ layers: 2, heads: 4, headWidth: 32, sequenceLength: 64 }),
  },
  { workload: 'rnn', parameters: RECURRENT, batchSize: 32, recurrent: true },
  { workload: 'lstm', parameters: RECURRENT, batchSize: 32, recurrent: true },
  { workload: 'gru', parameters: RECURRENT, batchSize: 32, recurrent: true },
  {
    ...{ workload: 'bilstm', batchSize: 32, recurrent: true },
    parameters: of({ units: 64, sequenceLength: 50, features: 64, layers: 2 }),
  },
  {
    ...{ workload: 'text-classifier', batchSize: 32, recurrent: true },
    parameters: of({ vocabulary: 5000, embedding: 64, units: 64, sequenceLength: 40 }),
  },
];

/** A GPU races them as their sources have them. */
const ON_GPU: readonly Shape[] = ON_CPU.map((shape) => ({ ...shape, parameters: [], batchSize: null }));

export function shapesFor(device: 'CPU' | 'GPU' | null): readonly Shape[] {
  return device === 'GPU' ? ON_GPU : ON_CPU;
}

/** Units of both hidden layers of the perceptron: the smallest step is hardly more than calling the framework. */
export const MLP_SIZES = [16, 256, 2048] as const;

/** Of the perceptron: one at a time, and as many as are offered to a busy service. */
export const BATCH_SIZES = { one: 1, many: 512 } as const;
