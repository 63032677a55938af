/**
 * Do we slow an engine down? Our worker against the shortest idiomatic script in the same framework: fresh processes in
 * every round, blocks in random order, the idle one frozen; the ratio of the medians of a round, over rounds. To reach:
 * 1.00 ± 0.02, and at most 1.1 times the memory. On one thread each, where two processes on one machine disturb each
 * other least.
 *
 * `--form worker` asks a script to do what our worker does where both ways are the framework's own (TensorFlow: tokens as
 * rows of one matrix, a concrete function), to show that a difference comes from there.
 *
 *   node dist/bench/native.js [--only pytorch,lstm,TRAINING] [--rounds 8] [--threads 1] [--form worker]
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { Watchdog } from '../src/engines/watchdog';
import { DEFAULT_WORKER_TIMEOUTS, type WorkerSession } from '../src/engines/worker-session';
import { workerSpawner } from '../src/engines/worker-spawner';
import type { TaskName } from '../src/protocol/messages';
import { prepareMessage, type RacePlan } from '../src/racing/race-plan';
import { median } from '../src/statistics/descriptive';
import { passOrder } from '../src/statistics/schedule';
import { signedRankInterval } from '../src/statistics/signed-rank';
import { findWorkload } from '../src/workloads/catalog';
import { defaultParameters } from '../src/workloads/describe';
import { writeTensors } from '../src/workloads/tensors';
import { NativeScript } from './native/native-script';
import { planOf, printMachine, printTable } from './support';

interface Subject {
  /** "pytorch:eager"; the script is the engine's. */
  readonly entrant: string;
  readonly workload: string;
  readonly parameters: Readonly<Record<string, number>>;
  readonly batchSize: number;
}

const MLP = { workload: 'mlp', parameters: {}, batchSize: 64 };
const LSTM = { workload: 'lstm', parameters: {}, batchSize: 64 };
const RESNET = { workload: 'resnet18', parameters: { imageSize: 96 }, batchSize: 4 };
const ENCODER = { workload: 'transformer-encoder', parameters: { layers: 2 }, batchSize: 2 };
const SUBJECTS: readonly Subject[] = [
  ...['pytorch:eager', 'tensorflow:graph', 'jax:jit'].flatMap((entrant) =>
    [MLP, LSTM, RESNET, ENCODER].map((shape) => ({ entrant, ...shape })),
  ),
  ...['tensorflow', 'torch', 'jax'].map((backend) => ({ entrant: `keras:${backend}-user-api`, ...MLP })),
];
const SEED = 20_261_124;
/** Rotated through by both. */
const BATCHES = 8;
const BLOCKS = 20;
const WARM_UP_BLOCKS = 15;
/** Where an iteration takes long there are fewer blocks, down to a third. */
const ROUND_SECONDS = 8;
const BLOCK_SECONDS = 0.06;
const REWARM_SHARE = 0.1;
const ALPHA = 0.05;

interface Round {
  /** Seconds per iteration. */
  readonly worker: number;
  readonly script: number;
  readonly workerBytes: number;
  readonly scriptBytes: number;
}

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '8' },
    threads: { type: 'string', default: '1' },
    form: { type: 'string', default: 'idiomatic' },
  },
});

function wanted({ entrant, workload }: Subject, task: TaskName): boolean {
  const names = [...entrant.split(':'), workload, task];
  return options.only?.split(',').every((name) => names.includes(name)) ?? true;
}

/** One block of either; what froze it runs a little untimed first, as in a race. */
async function block(what: WorkerSession | NativeScript, iterations: number): Promise<number> {
  const rewarmIterations = Math.max(1, Math.ceil(iterations * REWARM_SHARE));
  what.thaw();
  let seconds: number;
  if (what instanceof NativeScript) {
    await what.measure(rewarmIterations);
    seconds = await what.measure(iterations);
  } else {
    const [measured] = await what.measure({ blocks: 1, iterationsPerBlock: iterations, rewarmIterations });
    seconds = (measured?.elapsedNanoseconds ?? Number.NaN) / iterations / 1e9;
  }
  what.freeze();
  return seconds;
}

/** Untimed passes, then timed ones. */
async function blocksOf(script: NativeScript, iterations: number): Promise<[warmUps: number, blocks: number]> {
  const passSeconds = 2 * iterations * (await script.measure(iterations));
  const share = Math.min(1, Math.max(1 / 3, ROUND_SECONDS / (passSeconds * (WARM_UP_BLOCKS + BLOCKS))));
  return [Math.ceil(share * WARM_UP_BLOCKS), Math.ceil(share * BLOCKS)];
}

async function measureRound(plan: RacePlan, subject: Subject, round: number, watchdog: Watchdog): Promise<Round> {
  const [entrant] = plan.entrants;
  if (!entrant) throw new Error('A plan has an entrant');
  const signal = new AbortController().signal;
  const tensorsFile = path.join(plan.workDirectory, 'tensors.safetensors');
  await writeTensors(plan.graph, { seed: plan.seed, batchCount: BATCHES, task: plan.task }, tensorsFile);
  const spawn = workerSpawner(watchdog, DEFAULT_WORKER_TIMEOUTS);
  const worker = spawn(entrant.launch, { signal, workingDirectory: plan.workDirectory });
  const shape = {
    ...{ workload: subject.workload, task: plan.task, batchSize: subject.batchSize, threads: plan.threads },
    ...{ batches: BATCHES, form: options.form },
    ...{ optimizer: plan.graph.training?.optimizer.kind, ...parametersOf(subject) },
  };
  let script: NativeScript | null = null;
  try {
    await worker.hello();
    const outputFile = path.join(plan.workDirectory, 'output.safetensors');
    const details = { variant: entrant.variant, device: 'cpu', seed: 1, tensorsFile, outputFile, batchCount: BATCHES };
    const answer = await worker.prepare(prepareMessage(plan, details));
    if (answer.kind === 'unsupported') throw new Error(answer.message.reason);
    worker.freeze();
    script = await NativeScript.start(entrant.launch, `${entrant.engineId}_script.py`, shape);
    const iterations = Math.max(1, Math.ceil(BLOCK_SECONDS / (await script.measure(3))));
    const [warmUps, blocks] = await blocksOf(script, iterations);
    script.freeze();
    const both = [worker, script] as const;
    const seconds: [number[], number[]] = [[], []];
    for (let pass = 0; pass < warmUps + blocks; pass++) {
      for (const which of passOrder(SEED, round, pass, 2)) {
        const time = await block(both[which as 0 | 1], iterations);
        if (pass >= warmUps) seconds[which as 0 | 1].push(time);
      }
    }
    worker.thaw();
    script.thaw();
    const [{ peakResidentBytes }, scriptBytes] = [await worker.close(), await script.end()];
    const [ours, theirs] = seconds.map(median);
    return {
      ...{ worker: ours ?? Number.NaN, script: theirs ?? Number.NaN },
      ...{ workerBytes: peakResidentBytes ?? Number.NaN, scriptBytes },
    };
  } finally {
    script?.kill();
    await worker.kill();
  }
}

function parametersOf({ workload, parameters }: Subject): Record<string, number> {
  const found = findWorkload(workload);
  if (!found) throw new Error(`There is no workload ${workload}`);
  return { ...defaultParameters(found), ...parameters };
}

async function compare(subject: Subject, task: TaskName, folder: string, watchdog: Watchdog): Promise<string[]> {
  const workDirectory = path.join(folder, `${subject.entrant}-${subject.workload}-${task}`.replaceAll(':', '-'));
  mkdirSync(workDirectory);
  const { entrant, ...shape } = subject;
  const threads = Number(options.threads);
  const plan = planOf({ ...shape, entrants: [entrant], task, effort: 'QUICK', seed: SEED, threads }, workDirectory);
  const rounds: Round[] = [];
  for (let round = 1; round <= Number(options.rounds); round++) {
    rounds.push(await measureRound(plan, subject, round, watchdog));
  }
  const logs = rounds.map(({ worker, script }) => Math.log(worker / script));
  const { value, low, high } = signedRankInterval(logs, ALPHA);
  const memory = median(rounds.map(({ workerBytes, scriptBytes }) => workerBytes / scriptBytes));
  const [ratio, ends] = [Math.exp(value).toFixed(3), [low, high].map((end) => Math.exp(end).toFixed(3))];
  const milliseconds = (median(rounds.map(({ script }) => script)) * 1000).toFixed(2);
  const row = [entrant, subject.workload, task, milliseconds, ratio, ends.join(' to '), memory.toFixed(2)];
  console.error(row.join('  '));
  return row;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-native-'));
  const watchdog = Watchdog.start();
  try {
    const rows: string[][] = [];
    for (const subject of SUBJECTS) {
      for (const task of ['INFERENCE', 'TRAINING'] as const) {
        if (wanted(subject, task)) rows.push(await compare(subject, task, folder, watchdog));
      }
    }
    printMachine();
    const head = ['engine', 'workload', 'task', 'script, ms', 'worker / script', '95 % CI', 'memory, worker / script'];
    printTable(head, rows);
  } finally {
    await watchdog.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
