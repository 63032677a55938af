import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Launch } from '../../src/engines/engine';
import { imageMaker } from '../../src/engines/image-maker';
import { jax } from '../../src/engines/jax/adapter';
import { pytorch } from '../../src/engines/pytorch/adapter';
import { reference } from '../../src/engines/reference/adapter';
import { tensorflow } from '../../src/engines/tensorflow/adapter';
import { Watchdog } from '../../src/engines/watchdog';
import { DEFAULT_WORKER_TIMEOUTS } from '../../src/engines/worker-session';
import { workerSpawner } from '../../src/engines/worker-spawner';
import type { InputPipelineFacts } from '../../src/entities/race.entity';
import type { Graph } from '../../src/protocol/graph';
import type { PrecisionName, TaskName } from '../../src/protocol/messages';
import { NOTHING_MEASURED } from '../../src/racing/race-plan';
import { runRace } from '../../src/racing/race-runner';
import { sequenceOrder } from '../../src/statistics/schedule';
import { defaultParameters } from '../../src/workloads/describe';
import { workload as lstm } from '../../src/workloads/lstm/workload';
import { sequenceBatches } from '../../src/workloads/sequence-batches';
import { withVaryingSequences } from '../../src/workloads/varying-sequences';
import { images, tokens } from '../contract/families';
import { smallMlp } from '../contract/graphs';
import { classifier } from './graphs';
import { describeWithEngines, withProgram } from './interpreters';

jest.setTimeout(400_000);

const MUTANT = path.join(__dirname, 'mutant_worker.py');
const THREADS = 2;
const VARIANTS = { pytorch: 'eager', tensorflow: 'graph', jax: 'jit' } as const;

interface Mutant {
  readonly engine: keyof typeof VARIANTS;
  readonly graph: Graph;
  readonly task: TaskName;
  readonly precision?: PrecisionName;
  /** Absent: nothing is loaded. */
  readonly inputPipeline?: InputPipelineFacts;
}

/**
 * Large enough that a product is still being computed when JAX returns, also where other tests take the processor
 * from the thread that waits and not from those that compute.
 */
const product: Graph = {
  inputs: [
    { name: 'a', shape: [1800, 1800], dtype: 'float32' },
    { name: 'b', shape: [1800, 1800], dtype: 'float32' },
  ],
  nodes: [{ kind: 'gemm', id: 'product', inputs: ['a', 'b'] }],
  output: 'product',
  training: null,
};

/** Every result of it sums to the same, whatever its input. */
const shares: Graph = {
  inputs: [{ name: 'x', shape: [4, 50], dtype: 'float32' }],
  nodes: [{ kind: 'softmax', id: 'y', inputs: ['x'] }],
  output: 'y',
  training: null,
};

const filled = withVaryingSequences(lstm, 'PAD').graph({ ...defaultParameters(lstm), units: 8, sequenceLength: 12 }, 8);
const photographs: Graph = {
  inputs: [{ name: 'images', shape: [3, 12, 10, 3], dtype: 'float32' }],
  nodes: [
    { kind: 'flatten', id: 'flat', inputs: ['images'] },
    { kind: 'dense', id: 'y', inputs: ['flat'], units: 4 },
  ],
  output: 'y',
  training: { loss: 'crossEntropy', optimizer: { kind: 'sgd', learningRate: 0.01 } },
};
const loading = {
  ...{ graph: photographs, task: 'INFERENCE' as const },
  inputPipeline: { imageHeight: 40, imageWidth: 30, workers: 2 },
};

const FILLED = sequenceBatches({ policy: 'PAD', longest: 12, batchSize: 8, order: (n) => sequenceOrder(11, n) });

describeWithEngines('a race', { pytorch, tensorflow, jax, reference }, (launches) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-mutants-'));
  const watchdog = Watchdog.start();
  afterAll(async () => {
    await watchdog.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The code of what ended the entrant's run in a real race of one; null where it was timed. */
  const endOf = async (launch: Launch, mutant: Mutant) => {
    const { engine, graph, task, precision = 'FLOAT32', inputPipeline } = mutant;
    const workDirectory = mkdtempSync(path.join(folder, 'race-'));
    mkdirSync(workDirectory, { recursive: true });
    const entrant = {
      runId: 'mutant',
      position: 0,
      engineId: engine,
      variant: VARIANTS[engine],
      launch,
      device: 'cpu',
    };
    const facts = runRace(
      {
        ...{ raceId: 'mutants', graph, task, precision, division: 'STRICT', metric: 'THROUGHPUT', question: 'BEST' },
        scenario: inputPipeline ? { inputPipeline } : null,
        sequences: graph === filled ? FILLED : null,
        original: null,
        compilationCaches: null,
        ...{
          effort: 'QUICK',
          practicalDifference: 0.1,
          targetHalfWidth: null,
          budgetSeconds: 3,
          spentSeconds: 0,
          device: 'CPU',
        },
        ...{ threads: THREADS, memoryBytes: os.totalmem(), seed: 11, firstRound: 1, workDirectory },
        entrants: [{ ...entrant, ...NOTHING_MEASURED, preallocatesDeviceMemory: false }],
      },
      {
        spawn: workerSpawner(watchdog, DEFAULT_WORKER_TIMEOUTS),
        reference: launches.reference,
        makeImages: imageMaker(watchdog),
      },
      new AbortController().signal,
    );
    for await (const fact of facts) if (fact.kind === 'run-ended') return fact.failure.code;
    return null;
  };

  const ends = new Map<string, ReturnType<typeof endOf>>();
  /** Raced once for all mistakes that are made of it. */
  const endWithoutMistake = (mutant: Mutant) => {
    const key = JSON.stringify(mutant);
    const end = ends.get(key) ?? endOf(launches[mutant.engine], mutant);
    ends.set(key, end);
    return end;
  };

  const bf16 = 'BFLOAT16' as const;
  it.each<[mutation: string, check: string, Mutant]>([
    ['wrong-gate-order', 'PARITY_OUTPUT', { engine: 'pytorch', graph: classifier, task: 'INFERENCE' }],
    ['trained-second-bias', 'PARITY_LOSS', { engine: 'pytorch', graph: classifier, task: 'TRAINING' }],
    ['registered-gradient', 'PARITY_LOSS', { engine: 'tensorflow', graph: classifier, task: 'TRAINING' }],
    ['missing-synchronisation', 'NOT_SYNCHRONISED', { engine: 'jax', graph: product, task: 'INFERENCE' }],
    ['silent-bfloat16', 'PARITY_OUTPUT', { engine: 'pytorch', graph: smallMlp, task: 'INFERENCE' }],
    [
      'float32-as-bfloat16',
      'PARITY_TOO_EXACT',
      { engine: 'pytorch', graph: smallMlp, task: 'INFERENCE', precision: bf16 },
    ],
    ['constant-folded-input', 'CHECKSUM_MISMATCH', { engine: 'pytorch', graph: smallMlp, task: 'INFERENCE' }],
    ['constant-folded-softmax', 'CHECKSUM_MISMATCH', { engine: 'pytorch', graph: shares, task: 'INFERENCE' }],
    ['unused-output', 'CHECKSUM_MISMATCH', { engine: 'pytorch', graph: smallMlp, task: 'INFERENCE' }],
    ['reads-filling', 'PARITY_OUTPUT', { engine: 'pytorch', graph: filled, task: 'INFERENCE' }],
    ['skipped-layer', 'PARITY_OUTPUT', { engine: 'pytorch', graph: images, task: 'INFERENCE' }],
    ['different-epsilon', 'PARITY_OUTPUT', { engine: 'pytorch', graph: tokens, task: 'INFERENCE' }],
    ['fewer-threads', 'THREADS_DIFFER', { engine: 'pytorch', graph: smallMlp, task: 'INFERENCE' }],
    ['no-backward-pass', 'PARITY_STEP_LOSS', { engine: 'pytorch', graph: smallMlp, task: 'TRAINING' }],
    ['no-backward-pass-later', 'CHECKSUM_MISMATCH', { engine: 'pytorch', graph: smallMlp, task: 'TRAINING' }],
    ['not-rewound', 'CHECKSUM_MISMATCH', { engine: 'pytorch', graph: smallMlp, task: 'TRAINING' }],
    ['aliased-resize', 'LOADED_OTHERWISE', { engine: 'pytorch', ...loading }],
    ['whole-grey-levels', 'LOADED_OTHERWISE', { engine: 'pytorch', ...loading }],
    ['never-mirrored', 'LOADED_OTHERWISE', { engine: 'pytorch', ...loading }],
    ['skipped-images', 'CHECKSUM_MISMATCH', { engine: 'pytorch', ...loading }],
    ['fast-decoder', 'LOADED_OTHERWISE', { engine: 'tensorflow', ...loading }],
    ['skipped-images', 'CHECKSUM_MISMATCH', { engine: 'pytorch', ...loading, task: 'TRAINING' }],
    ['mixed-up-targets', 'CHECKSUM_MISMATCH', { engine: 'pytorch', ...loading, task: 'TRAINING' }],
  ])('stops the mistake %s by the check %s, and not the same worker without it', async (mutation, check, mutant) => {
    const launch = launches[mutant.engine];
    expect(await endOf(withProgram(launch, MUTANT, mutation), mutant)).toBe(check);
    expect(await endWithoutMistake(mutant)).toBeNull();
  });
});
