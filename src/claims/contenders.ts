/** Who races in a report, and under which name. */
import type { PlannedEntrant } from './planned-race';

export interface ReportEngine {
  readonly id: string;
  /** As it is shown; "PyTorch". */
  readonly name: string;
  readonly variants: readonly {
    readonly id: string;
    /** Where it is a layer over another engine. */
    readonly over?: { readonly engine: string; readonly interface: 'STEPS' | 'FIT' };
  }[];
}

/** An engine by itself, and another that is a layer over it. */
export interface LayeredPair {
  readonly bare: PlannedEntrant;
  /** The step that the layer makes, called once for each batch. */
  readonly steps: PlannedEntrant;
  /** The layer's own loop. */
  readonly fit: PlannedEntrant;
}

/** The engines of which the claims speak by name. */
export const PYTORCH = 'PyTorch';
export const TENSORFLOW = 'TensorFlow';

/** Ids of the engines that the article compares. */
export const OF_THE_ARTICLE: readonly string[] = ['pytorch', 'tensorflow', 'keras'];

const isLayer = ({ variants }: ReportEngine) => variants.some(({ over }) => over !== undefined);

/** All that compute themselves, each as it is by default. */
export function bareEntrants(engines: readonly ReportEngine[]): PlannedEntrant[] {
  return engines
    .filter((engine) => !isLayer(engine))
    .map(({ id, name }) => ({ label: name, engine: id, variant: null }));
}

/** Of these, those of which the claims speak by name: they have a loader of their own. */
export function loadersOf(engines: readonly ReportEngine[]): PlannedEntrant[] {
  return bareEntrants(engines).filter(({ label }) => label === PYTORCH || label === TENSORFLOW);
}

/** Of each engine of the report, with each layer of the report that runs on it. */
export function layeredPairs(engines: readonly ReportEngine[]): LayeredPair[] {
  return engines.filter(isLayer).flatMap((layer) =>
    bareEntrants(engines).flatMap((bare) => {
      const [steps, fit] = (['STEPS', 'FIT'] as const).map((through) =>
        layer.variants.find(({ over }) => over?.engine === bare.engine && over.interface === through),
      );
      if (!steps || !fit) return [];
      const label = `${layer.name} on ${bare.label}`;
      return {
        bare,
        steps: { label, engine: layer.id, variant: steps.id },
        fit: { label: `${label}, fit and predict`, engine: layer.id, variant: fit.id },
      };
    }),
  );
}

/** All that compute themselves, and the layers over them. */
export function allEntrants(engines: readonly ReportEngine[]): PlannedEntrant[] {
  return [...bareEntrants(engines), ...layeredPairs(engines).map(({ steps }) => steps)];
}
