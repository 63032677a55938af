/**
 * Do other people's timers say the same of the same function? `torch.utils.benchmark`, in turn with our blocks in one
 * process; and pyperf, in processes of its own, in turn with trials of our worker. To reach: no practical difference at
 * 2 % (method.md 4). Needs the environment of PyTorch; pyperf is installed into a temporary folder.
 *
 *   node dist/bench/agreement.js [--rounds 12] [--threads 1]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { WORKER_ALLOCATOR } from '../src/engines/worker-allocator';
import { Watchdog } from '../src/engines/watchdog';
import { packageRoot } from '../src/engines/worker-path';
import { DEFAULT_WORKER_TIMEOUTS } from '../src/engines/worker-session';
import { workerSpawner } from '../src/engines/worker-spawner';
import { secondsPerIteration } from '../src/racing/block-codec';
import { prepareMessage, type RacePlan } from '../src/racing/race-plan';
import { median } from '../src/statistics/descriptive';
import { passOrder } from '../src/statistics/schedule';
import { signedRankInterval } from '../src/statistics/signed-rank';
import { writeTensors } from '../src/workloads/tensors';
import { planOf, printMachine, printTable } from './support';

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '12' }, threads: { type: 'string', default: '1' } },
});

const PYPERF = 'pyperf==2.10.0';
const SUBJECTS = [
  { workload: 'mlp', batchSize: 1 },
  { workload: 'mlp', batchSize: 128 },
  { workload: 'lstm', parameters: { units: 64 }, batchSize: 16 },
] as const;
const BATCHES = 8;
const SEED = 20_260_103;
const ALPHA = 0.05;
const PRACTICAL_DIFFERENCE = 0.02;
const PAIRS_PER_PROCESS = 15;
const WARM_UP = { blocks: 20, measured: 20, blockSeconds: 0.05 };

interface Subject {
  readonly plan: RacePlan;
  readonly requestFile: string;
  readonly request: ReturnType<typeof prepareMessage>;
}

async function subjectOf(shape: (typeof SUBJECTS)[number], folder: string): Promise<Subject> {
  const directory = mkdtempSync(path.join(folder, 'subject-'));
  const common = { task: 'INFERENCE', effort: 'QUICK', seed: SEED, threads: Number(options.threads) } as const;
  const plan = planOf({ ...shape, ...common, entrants: ['pytorch'] }, directory);
  const tensorsFile = path.join(directory, 'tensors.safetensors');
  await writeTensors(plan.graph, { seed: SEED, batchCount: BATCHES, task: 'INFERENCE' }, tensorsFile);
  const outputFile = path.join(directory, 'output.safetensors');
  const details = { variant: 'eager', device: 'cpu', seed: 1, tensorsFile, outputFile, batchCount: BATCHES };
  // BLOCK: the others wait for nothing after each call either.
  const request = { ...prepareMessage(plan, details), synchronise: 'BLOCK' as const };
  const requestFile = path.join(directory, 'request.json');
  writeFileSync(requestFile, JSON.stringify({ type: 'prepare', ...request }));
  return { plan, requestFile, request };
}

/** Runs agreement_python.py; its last line. */
function ask({ plan }: Subject, added: Readonly<Record<string, string>>, ...args: string[]): unknown {
  const { launch } = entrantOf(plan);
  const environment = { ...WORKER_ALLOCATOR, ...launch.environment, ...added };
  const program = path.join(packageRoot(), 'bench', 'agreement_python.py');
  const inherited = args[0] === 'pyperf' ? [`--inherit-environ=${Object.keys(environment).join(',')}`] : [];
  const answer = spawnSync(launch.command, [program, ...args, ...inherited], {
    // pyperf's processes get none of it but what they are told to inherit.
    env: { ...process.env, ...environment },
    encoding: 'utf8',
  });
  if (answer.status !== 0) throw new Error(answer.stderr);
  return JSON.parse(answer.stdout.trim().split('\n').at(-1) ?? '');
}

function entrantOf({ entrants: [entrant] }: RacePlan) {
  if (!entrant) throw new Error('A plan has an entrant');
  return entrant;
}

/** Seconds per iteration of one trial of our worker. */
async function ours({ plan, request }: Subject, watchdog: Watchdog): Promise<number> {
  const options = { signal: new AbortController().signal, workingDirectory: plan.workDirectory };
  const worker = workerSpawner(watchdog, DEFAULT_WORKER_TIMEOUTS)(entrantOf(plan).launch, options);
  try {
    await worker.hello();
    await worker.prepare(request);
    const [first] = await worker.measure({ blocks: 1, iterationsPerBlock: 10, rewarmIterations: 10 });
    if (!first) throw new Error('A measurement has blocks');
    const iterationsPerBlock = Math.max(1, Math.round(WARM_UP.blockSeconds / secondsPerIteration(first)));
    await worker.measure({ blocks: WARM_UP.blocks, iterationsPerBlock, rewarmIterations: 0 });
    const blocks = await worker.measure({ blocks: WARM_UP.measured, iterationsPerBlock, rewarmIterations: 0 });
    return median(blocks.map(secondsPerIteration));
  } finally {
    await worker.kill();
  }
}

type Row = readonly (string | number)[];

function rowOf(what: string, timer: string, logRatios: readonly number[]): Row {
  const { value, low, high } = signedRankInterval(logRatios, ALPHA);
  const [ratio, from, to] = [value, low, high].map((end) => Math.exp(end));
  const within = (from ?? 0) >= 1 / (1 + PRACTICAL_DIFFERENCE) && (to ?? Infinity) <= 1 + PRACTICAL_DIFFERENCE;
  const interval = `${(from ?? NaN).toFixed(4)} to ${(to ?? NaN).toFixed(4)}`;
  return [what, timer, logRatios.length, (ratio ?? NaN).toFixed(4), interval, within ? 'yes' : 'no'];
}

async function compare(shape: (typeof SUBJECTS)[number], folder: string, watchdog: Watchdog): Promise<Row[]> {
  const subject = await subjectOf(shape, folder);
  const [timer, pyperf]: [number[], number[]] = [[], []];
  const libraries = { PYTHONPATH: path.join(folder, 'pyperf') };
  for (let round = 0; round < Number(options.rounds); round++) {
    const { pairs } = ask(subject, {}, 'timer', subject.requestFile, String(PAIRS_PER_PROCESS)) as {
      pairs: [number, number][];
    };
    timer.push(median(pairs.map(([mine, theirs]) => Math.log(mine / theirs))));
    const seconds: [number, number] = [Number.NaN, Number.NaN];
    for (const which of passOrder(SEED, 1, round, 2)) {
      if (which === 0) seconds[0] = await ours(subject, watchdog);
      else seconds[1] = (ask(subject, libraries, 'pyperf', subject.requestFile) as { seconds: number }).seconds;
    }
    pyperf.push(Math.log(seconds[0] / seconds[1]));
  }
  const what = `${shape.workload}, batch ${shape.batchSize}`;
  const rows = [rowOf(what, 'torch.utils.benchmark, same process', timer), rowOf(what, PYPERF, pyperf)];
  for (const row of rows) console.error(row.join('  '));
  return rows;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-agreement-'));
  const watchdog = Watchdog.start();
  try {
    const python = entrantOf((await subjectOf(SUBJECTS[0], folder)).plan).launch.command;
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--target', path.join(folder, 'pyperf'), PYPERF]);
    const rows: Row[] = [];
    for (const shape of SUBJECTS) rows.push(...(await compare(shape, folder, watchdog)));
    printMachine();
    printTable(
      ['work', 'timer', 'rounds', 'ours / theirs', '95 % CI', 'within 2 %'],
      rows.map((row) => [...row]),
    );
  } finally {
    await watchdog.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
