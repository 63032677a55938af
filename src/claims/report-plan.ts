/** From what a client asks of a report to its races and to what will be judged by them. */
import { CLAIMS } from './catalog';
import { CLAIM_IDS, type Claim, type ClaimId } from './claim';
import { allEntrants, bareEntrants, layeredPairs, loadersOf, PYTORCH, TENSORFLOW } from './contenders';
import type { PlannedEntrant, PlannedRace } from './planned-race';
import * as races from './races';
import type { ReportRequest } from './report-request';
import { BATCH_SIZES, MLP_SIZES, PERCEPTRON, shapesFor } from './shapes';

export interface ReportPlan {
  readonly claims: readonly Claim[];
  /** Each key once, in the order in which they are measured: what the first claims need comes first. */
  readonly races: readonly PlannedRace[];
}

export function planReport(request: ReportRequest): ReportPlan {
  const asked = CLAIM_IDS.filter((id) => request.claims.includes(id));
  const wanted = new Map<string, PlannedRace>();
  for (const id of asked) {
    for (const race of RACES[id](request))
      if (race.entrants.length > 0) wanted.set(race.key, wanted.get(race.key) ?? race);
  }
  return { claims: asked.map((id) => ({ id, ...CLAIMS[id](request) })), races: [...wanted.values()] };
}

const TASKS = ['INFERENCE', 'TRAINING'] as const;

/** A race has all engines of the report, also those of which the claim does not speak: their results stand beside it. */
const RACES: Readonly<Record<ClaimId, (request: ReportRequest) => PlannedRace[]>> = {
  'rnn-speed': (request) => [
    ...suite(request, true),
    ...races.LENGTHS.map((asked) => enter(races.lengthsRace(asked), bareEntrants(request.engines))),
  ],
  experimentation: ({ engines }) => [
    ...races.STARTED.flatMap((workload) =>
      (['WARM', 'EMPTY'] as const).map((caches) =>
        enter(
          races.startRace(workload, caches),
          // Every start takes its seconds: once with the layers over the engines, else without them.
          pytorchFirst(workload === races.STARTED[0] ? allEntrants(engines) : bareEntrants(engines)),
        ),
      ),
    ),
    ...[races.firstStepRace(), races.editRace()].map((race) => enter(race, pytorchFirst(bareEntrants(engines)))),
  ],
  'keras-overhead': ({ engines }) =>
    layeredPairs(engines).flatMap(({ bare, steps, fit }) =>
      MLP_SIZES.map((size) => enter(races.layerRace(bare.engine, size), [bare, steps, fit])),
    ),
  'no-great-difference': (request) => suite(request, false),
  'bottlenecks-elsewhere': ({ engines, device }) => {
    const usual = races.suiteRace(PERCEPTRON, 'INFERENCE');
    const scaled = [races.oneThreadRace(), ...Object.values(BATCH_SIZES).map(races.batchRace)];
    const images = shapesFor(device).filter(({ workload }) => workload === races.IMAGES);
    const loaders = loadersOf(engines);
    return [
      ...[usual, ...scaled, races.servedRace()].map((race) => enter(race, bareEntrants(engines))),
      // With images at hand too, where there is somebody to load them.
      ...(loaders.length === 0 ? [] : images).flatMap((shape) => [
        enter(races.suiteRace(shape, 'INFERENCE'), bareEntrants(engines)),
        enter(races.imagesRace(shape), loaders),
      ]),
    ];
  },
};

function suite({ engines, device }: ReportRequest, recurrentOnly: boolean): PlannedRace[] {
  const shapes = shapesFor(device).filter(({ recurrent }) => recurrent || !recurrentOnly);
  return shapes.flatMap((shape) => TASKS.map((task) => enter(races.suiteRace(shape, task), bareEntrants(engines))));
}

/** Fewer comparisons decide sooner: those with PyTorch, of which the claim speaks. */
function pytorchFirst(all: readonly PlannedEntrant[]): PlannedEntrant[] {
  return [...all.filter(({ label }) => label === PYTORCH), ...all.filter(({ label }) => label !== PYTORCH)];
}

const enter = (race: races.UnenteredRace, entrants: readonly PlannedEntrant[]): PlannedRace => ({ ...race, entrants });

/** Of every race that is not of a layer over an engine. */
const QUICK_BUDGETS = new Map(
  planReport({
    engines: [PYTORCH, TENSORFLOW].map((name) => ({ id: name, name, variants: [] })),
    ...{ claims: CLAIM_IDS, device: null },
  }).races.map(({ key, quickBudgetSeconds }) => [key, quickBudgetSeconds]),
);

/** What the race with this key has in a QUICK report; null where no report plans it any more. */
export function quickBudgetSecondsOf(key: string): number | null {
  const [kind, engine = '', units] = key.split('/');
  return kind === 'layer'
    ? races.layerRace(engine, Number(units)).quickBudgetSeconds
    : (QUICK_BUDGETS.get(key) ?? null);
}
