/** The races that claims refer to, without their entrants: the same one for all claims that need it. */
import type { CompilationCachesName } from '../entities/race.entity';
import type { TaskName } from '../protocol/messages';
import type { PlannedRace } from './planned-race';
import type { Shape } from './shapes';

export type UnenteredRace = Omit<PlannedRace, 'entrants'>;

const inWords = (task: TaskName) => (task === 'TRAINING' ? 'training' : 'inference');

const USUAL = { metric: 'THROUGHPUT', compilationCaches: null, threads: null, question: 'ALL_PAIRS' } as const;

export function suiteRace(shape: Shape, task: TaskName): UnenteredRace {
  const { workload, parameters, batchSize, quickTrainingBudgetSeconds = 60 } = shape;
  const what = { key: `suite/${workload}/${task}`, name: `${workload}, ${inWords(task)}` };
  const quickBudgetSeconds = task === 'TRAINING' ? quickTrainingBudgetSeconds : 60;
  return { ...what, workload, parameters, batchSize, task, ...USUAL, quickBudgetSeconds };
}

/**
 * Sequences whose lengths differ, as dynamic graphs are praised for: each by itself, and in batches that are filled up a
 * little, as they are trained.
 */
export const LENGTHS = [
  { policy: 'EXACT', task: 'INFERENCE', name: 'lstm, inference, one by one' },
  { policy: 'BUCKET', task: 'TRAINING', name: 'lstm, training, in buckets' },
] as const;

export function lengthsRace({ policy, task, name }: (typeof LENGTHS)[number]): UnenteredRace {
  return {
    ...{ key: `lengths/lstm/${policy}/${task}`, name, workload: 'lstm', task, ...USUAL, quickBudgetSeconds: 60 },
    parameters: Object.entries({ units: 64, sequenceLength: 64, features: 64 }).map(([of, value]) => ({
      name: of,
      value,
    })),
    batchSize: policy === 'EXACT' ? 1 : 32,
    scenario: { variableLengths: { policy } },
  };
}

/** What is started: a plain network and a recurrent one. */
export const STARTED = ['mlp', 'lstm'] as const;

/** The first to be entered is what the others are compared with. */
export function startRace(workload: (typeof STARTED)[number], compilationCaches: CompilationCachesName): UnenteredRace {
  return {
    key: `start/${workload}/${compilationCaches}`,
    name: `${workload}, first result, ${compilationCaches === 'WARM' ? 'caches warm' : 'caches empty'}`,
    ...{ workload, parameters: [], batchSize: null, task: 'INFERENCE', threads: null },
    ...{ metric: 'TIME_TO_FIRST_RESULT', question: 'VS_BASELINE', compilationCaches },
    // The layers over the engines are in the first: more comparisons, which take nine rounds, and more seconds for each.
    quickBudgetSeconds: workload === STARTED[0] ? 190 : 130,
  };
}

const PERCEPTRON_STEPS: Omit<UnenteredRace, 'key' | 'name'> = {
  ...{ workload: 'mlp', parameters: [], batchSize: null, task: 'TRAINING', threads: null },
  ...{ metric: 'TIME_TO_FIRST_RESULT', question: 'VS_BASELINE', compilationCaches: 'WARM', quickBudgetSeconds: 90 },
};

/** From the start of the process to the first step of training. */
export function firstStepRace(): UnenteredRace {
  return { key: 'start/mlp/TRAINING', name: 'mlp, first step of training', ...PERCEPTRON_STEPS };
}

/** One more unit, in the process that trained the model before. */
export function editRace(): UnenteredRace {
  return {
    ...{ key: 'edit/mlp/UNITS', name: 'mlp, first step of training after a change', ...PERCEPTRON_STEPS },
    scenario: { experimentation: { edit: 'UNITS', process: 'LIVE' } },
  };
}

/** A step of training of the perceptron with so many units in both hidden layers; the first to be entered is what the layer runs on. */
export function layerRace(engine: string, units: number): UnenteredRace {
  return {
    ...{ key: `layer/${engine}/${units}`, name: `mlp with ${units} units, training` },
    ...{ workload: 'mlp', parameters: ['hidden1', 'hidden2'].map((name) => ({ name, value: units })) },
    ...{ batchSize: null, task: 'TRAINING', ...USUAL, question: 'VS_BASELINE' },
    // Eight rounds of three entrants, whose steps take as long as there is to compute.
    quickBudgetSeconds: units > 1000 ? 130 : 90,
  };
}

const INFERENCE = { workload: 'mlp', parameters: [], task: 'INFERENCE', ...USUAL, quickBudgetSeconds: 60 } as const;

export function batchRace(batchSize: number): UnenteredRace {
  return { ...INFERENCE, key: `batch/${batchSize}`, name: `mlp, inference, batch size ${batchSize}`, batchSize };
}

/** Of requests, each alone, that come when users send them. */
export const SERVED = { latencyBoundSeconds: 0.05, percentile: 99 } as const;

export function servedRace(): UnenteredRace {
  return {
    ...{ ...batchRace(1), key: 'served/1', name: 'mlp, requests a second within 50 ms (p99)' },
    ...{ metric: 'SERVER_RATE', scenario: { server: SERVED }, quickBudgetSeconds: 120 },
  };
}

/** Of which images can be loaded from the disk. */
export const IMAGES = 'resnet18';

/** The network of the suite, its images loaded and decoded for every batch: photographs as datasets have them. */
export function imagesRace({ workload, parameters, batchSize }: Shape): UnenteredRace {
  return {
    ...{ key: `images/${workload}`, name: `${workload}, inference from JPEG files` },
    ...{ workload, parameters, batchSize, task: 'INFERENCE', ...USUAL, quickBudgetSeconds: 150 },
    scenario: { inputPipeline: { imageHeight: 375, imageWidth: 500, workers: 2 } },
  };
}

export function oneThreadRace(): UnenteredRace {
  return { ...INFERENCE, key: 'threads/1', name: 'mlp, inference, one thread', batchSize: null, threads: 1 };
}
