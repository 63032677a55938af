/** Keras on each of its backends, each in the environment of that backend: the price of the abstraction. */
import { cudaCaches, jaxCaches, torchCaches } from '../../environments/compilation-caches';
import { locatePythonWorker } from '../../environments/locate';
import type { EngineAdapter, EngineVariantFacts, LaunchContext } from '../engine';

/** Backend → environment (named as the engine that it is) with its requirements, the ones for a GPU first, and where it keeps what it compiles. */
const ENVIRONMENTS = {
  tensorflow: {
    environment: 'tensorflow',
    files: ['src/engines/tensorflow/requirements-gpu.txt', 'src/engines/tensorflow/requirements.txt'],
    caches: cudaCaches,
  },
  jax: {
    environment: 'jax',
    files: ['src/engines/jax/requirements-gpu.txt', 'src/engines/jax/requirements.txt'],
    caches: jaxCaches,
  },
  torch: { environment: 'pytorch', files: ['src/engines/pytorch/requirements.txt'], caches: torchCaches },
} as const;

type Backend = keyof typeof ENVIRONMENTS;
const BACKENDS = Object.keys(ENVIRONMENTS) as Backend[];
const USER_API = '-user-api';

const NAMES: Readonly<Record<Backend, string>> = { tensorflow: 'TensorFlow', jax: 'JAX', torch: 'PyTorch' };

const variants: readonly EngineVariantFacts[] = [
  ...BACKENDS.map((backend) => ({
    id: backend,
    description: `On ${NAMES[backend]}: the step functions that fit and predict call, compiled where Keras compiles them.`,
    default: backend === 'tensorflow',
    over: { engine: ENVIRONMENTS[backend].environment, interface: 'STEPS' as const },
  })),
  ...BACKENDS.map((backend) => ({
    id: `${backend}${USER_API}`,
    description: `On ${NAMES[backend]}: model.predict and model.fit, called once for every batch.`,
    default: false,
    over: { engine: ENVIRONMENTS[backend].environment, interface: 'FIT' as const },
  })),
];

export const keras: EngineAdapter = {
  id: 'keras',
  name: 'Keras',
  variants,
  tasks: ['INFERENCE', 'TRAINING'],
  precisions: ['FLOAT32', 'TFLOAT32', 'BFLOAT16', 'FLOAT16'],
  hidden: false,
  takesInterpreter: true,
  preallocatesDeviceMemory: true,
  locate: (context) => {
    const backend = backendOf(context);
    return locatePythonWorker(context, {
      engineId: 'keras',
      environment: ENVIRONMENTS[backend].environment,
      requirementsFiles: ENVIRONMENTS[backend].files,
      worker: 'src/engines/keras/worker.py',
      // Backends make their pools of threads when they are first used, before `prepare` comes.
      arguments: context.threads === undefined ? [] : [`--threads=${context.threads}`],
      variables: { KERAS_BACKEND: backend, TF_CPP_MIN_LOG_LEVEL: '2' },
      caches: ENVIRONMENTS[backend].caches,
    });
  },
};

function backendOf({ variant }: LaunchContext): Backend {
  return BACKENDS.find((backend) => variant === backend || variant === `${backend}${USER_API}`) ?? 'tensorflow';
}
