/** The claims of the article "TensorFlow vs PyTorch: a race for speed in deep learning frameworks", and how each is judged. */
import type { TaskName } from '../protocol/messages';
import type { Change, Claim, ClaimId, Duel } from './claim';
import { bareEntrants, layeredPairs, loadersOf, PYTORCH, TENSORFLOW, type LayeredPair } from './contenders';
import * as races from './races';
import { BATCH_SIZES, MLP_SIZES, PERCEPTRON, shapesFor } from './shapes';
import type { ReportRequest } from './report-request';

/** Nearly all of the cases, and nearly none of them: one in five may be otherwise. */
const NEARLY_ALL = { supportedFrom: 0.8, contradictedUpTo: 0.2 } as const;
/** "For most", with what is too close to call between them. */
const MOST = { supportedFrom: 0.6, contradictedUpTo: 0.4 } as const;
/** "Hardly differ": what nobody would change a framework for. */
const HARDLY = 0.1;

const TASKS = [
  { task: 'INFERENCE', id: 'inference' },
  { task: 'TRAINING', id: 'training' },
] as const satisfies readonly { task: TaskName; id: string }[];

type Declare = (request: ReportRequest) => Omit<Claim, 'id'>;

const between =
  (subject: string, other: string) =>
  (race: { readonly key: string; readonly name: string }): Duel => ({
    ...{ name: race.name, race: race.key, subject, other },
  });

const PYTORCH_AGAINST_TENSORFLOW = between(PYTORCH, TENSORFLOW);

export const CLAIMS: Readonly<Record<ClaimId, Declare>> = {
  'rnn-speed': ({ device }) => ({
    statement: 'PyTorch is faster for recurrent networks, because its dynamic graphs handle them better.',
    parts: [
      ...TASKS.map(({ task, id }) => ({
        ...{ id, name: `${id} of recurrent networks`, ...NEARLY_ALL, expects: { kind: 'FASTER' } as const },
        duels: shapesFor(device)
          .filter(({ recurrent }) => recurrent)
          .map((shape) => PYTORCH_AGAINST_TENSORFLOW(races.suiteRace(shape, task))),
      })),
      {
        ...{
          id: 'lengths',
          name: 'sequences of different lengths',
          ...NEARLY_ALL,
          expects: { kind: 'FASTER' } as const,
        },
        duels: races.LENGTHS.map((asked) => PYTORCH_AGAINST_TENSORFLOW(races.lengthsRace(asked))),
      },
    ],
    notMeasured: ['packed sequences, which TensorFlow has no form of'],
  }),
  experimentation: () => ({
    statement: 'PyTorch is faster to develop and experiment with.',
    parts: [
      firstResultPart('again', 'starting a known model again', startsWith('WARM')),
      firstResultPart('after-a-change', 'starting a model that was changed, in a fresh process', startsWith('EMPTY')),
      firstResultPart('first-step', 'the first step of training', [races.firstStepRace()]),
      firstResultPart('live-change', 'a change of the model within a process that goes on', [races.editRace()]),
    ],
    notMeasured: ['changes of models other than a perceptron'],
  }),
  'keras-overhead': ({ engines }) => ({
    statement: 'Keras is slower than TensorFlow and PyTorch because of its layers of abstraction.',
    parts: layeredPairs(engines).flatMap((pair) => [
      layerPart(pair, 'steps', `a compiled step of ${pair.steps.label}`),
      layerPart(pair, 'fit', `fit of ${pair.steps.label}`),
    ]),
    notMeasured: ['models other than perceptrons'],
  }),
  'no-great-difference': ({ device }) => ({
    statement: 'For most tasks TensorFlow and PyTorch hardly differ; each wins some.',
    parts: TASKS.map(({ task, id }) => ({
      ...{ id, name: id, ...MOST, expects: { kind: 'ALIKE', within: HARDLY } as const },
      duels: shapesFor(device).map((shape) => PYTORCH_AGAINST_TENSORFLOW(races.suiteRace(shape, task))),
    })),
    notMeasured: ['low precisions', 'compiled variants'],
  }),
  'bottlenecks-elsewhere': ({ engines, device }) => ({
    statement: 'Data preprocessing, deployment and scaling matter more than the speed of the framework.',
    parts: [
      {
        ...{ id: 'preprocessing', name: 'data preprocessing', ...NEARLY_ALL, expects: { kind: 'BUYS_MORE' } },
        changes: loadersOf(engines).flatMap(({ label }) => imagesAtHand(label, device)),
      },
      {
        ...{ id: 'deployment', name: 'deployment', ...NEARLY_ALL, expects: { kind: 'BUYS_MORE' } },
        changes: bareEntrants(engines).flatMap(({ label }) => deploymentOf(label)),
      },
      {
        ...{ id: 'scaling', name: 'scaling', ...NEARLY_ALL, expects: { kind: 'BUYS_MORE' } },
        changes: bareEntrants(engines).flatMap(({ label }) => scalingOf(label)),
      },
    ],
    notMeasured: ['several devices', 'several streams of requests'],
  }),
};

const startsWith = (caches: 'WARM' | 'EMPTY') => races.STARTED.map((workload) => races.startRace(workload, caches));

function firstResultPart(id: string, name: string, raced: readonly races.UnenteredRace[]) {
  return {
    ...{ id, name, ...NEARLY_ALL, expects: { kind: 'FASTER' } as const },
    duels: raced.map(PYTORCH_AGAINST_TENSORFLOW),
  };
}

function layerPart(pair: LayeredPair, how: 'steps' | 'fit', name: string) {
  return {
    ...{ id: `${pair.bare.engine}-${how}`, name, ...NEARLY_ALL },
    expects: { kind: 'SLOWER' } as const,
    duels: MLP_SIZES.map((size) => ({
      ...between(pair[how].label, pair.bare.label)(races.layerRace(pair.bare.engine, size)),
      size,
    })),
  };
}

/** What it would buy if images were loaded and decoded already, against what choosing the framework buys for the same network. */
function imagesAtHand(entrant: string, device: ReportRequest['device']): Change[] {
  return shapesFor(device)
    .filter(({ workload }) => workload === races.IMAGES)
    .map((shape) => {
      const atHand = races.suiteRace(shape, 'INFERENCE').key;
      return {
        ...{ name: `${entrant}: images at hand instead of loaded and decoded`, choice: atHand },
        ...{ before: { race: races.imagesRace(shape).key, entrant }, after: { race: atHand, entrant } },
      };
    });
}

/** What it would buy if requests need not be answered in time, as they come: one after the other at hand, and many of them together. */
function deploymentOf(entrant: string): Change[] {
  const { one, many } = BATCH_SIZES;
  const usual = races.suiteRace(PERCEPTRON, 'INFERENCE').key;
  const place = (race: string) => ({ race, entrant });
  const change = (name: string, batchSize: number): Change => ({
    ...{ name: `${entrant}: requests ${name} instead of answered in time as they come`, choice: usual },
    ...{ before: place(races.servedRace().key), after: place(races.batchRace(batchSize).key) },
  });
  return [change('one after the other', one), change(`${many} at a time`, many)];
}

/** Both changes are measured against what choosing the framework buys at the perceptron's usual batch size on all threads. */
function scalingOf(entrant: string): Change[] {
  const { one, many } = BATCH_SIZES;
  const usual = races.suiteRace(PERCEPTRON, 'INFERENCE').key;
  const place = (race: string) => ({ race, entrant });
  return [
    {
      ...{ name: `${entrant}: batch size ${many} instead of ${one}`, choice: usual },
      ...{ before: place(races.batchRace(one).key), after: place(races.batchRace(many).key) },
    },
    {
      ...{ name: `${entrant}: all threads instead of one`, choice: usual },
      ...{ before: place(races.oneThreadRace().key), after: place(usual) },
    },
  ];
}
