/** Who races in a report, and under which name. */
import type { PlannedEntrant } from './planned-race';

export interface ReportEngine {
  readonly id: string;
  /** As it is shown; "PyTorch". */
  readonly name: string;
}

/** An engine by itself, and Keras on it. */
export interface KerasPair {
  /** Backend of Keras, "torch". */
  readonly backend: string;
  readonly bare: PlannedEntrant;
  readonly compiled: PlannedEntrant;
  /** `fit` and `predict`. */
  readonly userApi: PlannedEntrant;
}

/** The engines of which the claims speak by name. */
export const PYTORCH = 'PyTorch';
export const TENSORFLOW = 'TensorFlow';

const BACKENDS = [
  { engine: 'pytorch', backend: 'torch' },
  { engine: 'tensorflow', backend: 'tensorflow' },
  { engine: 'jax', backend: 'jax' },
] as const;

const KERAS = 'keras';

/** Ids of the engines that the article compares. */
export const OF_THE_ARTICLE: readonly string[] = ['pytorch', 'tensorflow', KERAS];

/** All but Keras, each as it is by default. */
export function bareEntrants(engines: readonly ReportEngine[]): PlannedEntrant[] {
  return engines.filter(({ id }) => id !== KERAS).map(({ id, name }) => ({ label: name, engine: id, variant: null }));
}

/** Of each engine of the report that Keras can run on; none where Keras is not in it. */
export function kerasPairs(engines: readonly ReportEngine[]): KerasPair[] {
  const keras = engines.find(({ id }) => id === KERAS);
  if (!keras) return [];
  return BACKENDS.flatMap(({ engine, backend }) => {
    const bare = bareEntrants(engines).find((entrant) => entrant.engine === engine);
    if (!bare) return [];
    const label = `${keras.name} on ${bare.label}`;
    return {
      ...{ backend, bare },
      compiled: { label, engine: KERAS, variant: backend },
      userApi: { label: `${label}, fit and predict`, engine: KERAS, variant: `${backend}-user-api` },
    };
  });
}

/** All but Keras, and Keras on each of them. */
export function allEntrants(engines: readonly ReportEngine[]): PlannedEntrant[] {
  return [...bareEntrants(engines), ...kerasPairs(engines).map(({ compiled }) => compiled)];
}
