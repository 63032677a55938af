/**
 * What each engine sets aside and what it fills, and under which kind of limit it still does its work: virtual
 * addresses (RLIMIT_AS), data (RLIMIT_DATA), or a control group. `--engines pytorch,jax`, `--workload resnet18`.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import type { ContainmentKind } from '../src/engines/containment';
import type { Launch } from '../src/engines/engine';
import { engineAdapters } from '../src/engines/registry';
import { Watchdog } from '../src/engines/watchdog';
import { WorkerFailure } from '../src/engines/worker-failure';
import { DEFAULT_WORKER_TIMEOUTS, WorkerSession } from '../src/engines/worker-session';
import { writeTensors } from '../src/workloads/tensors';
import { SMALL_SHAPES } from './matrix/shapes';
import { launchContext, machineAndDate, planOf, printTable } from './support';

const { values: options } = parseArgs({
  options: { engines: { type: 'string' }, workload: { type: 'string', default: 'resnet18' } },
});

const MEBIBYTE = 2 ** 20;
const BATCHES = 3;

interface Usage {
  readonly virtualBytes: number;
  readonly dataBytes: number;
  readonly residentBytes: number;
  readonly threads: number;
}

interface Work {
  readonly folder: string;
  readonly plan: ReturnType<typeof planOf>;
  readonly tensorsFile: string;
}

/** What a limit of the process itself is called by `ulimit`. */
type Limit = { readonly flag: 'v' | 'd'; readonly bytes: number };

/** The worker's memory after a block, or why it has none. */
async function attempt(
  work: Work,
  launch: Launch,
  variant: string,
  kind: ContainmentKind,
  limit?: Limit,
): Promise<Usage | string> {
  const { plan, folder, tensorsFile } = work;
  const watchdog = Watchdog.start({ kind });
  const { signal } = new AbortController();
  const session = WorkerSession.spawn(limit ? limited(launch, limit) : launch, {
    ...{ signal, watchdog, workingDirectory: folder },
    timeouts: { ...DEFAULT_WORKER_TIMEOUTS, prepareMilliseconds: 120_000 },
  });
  try {
    const { pid } = await session.hello();
    const { graph, precision, division, threads, seed } = plan;
    const answer = await session.prepare({
      ...{ variant, graph, precision, division, threads, seed, tensorsFile },
      ...{ task: plan.task, device: 'cpu', batchCount: BATCHES, synchronise: 'BLOCK' },
      parity: { outputFile: path.join(folder, 'output'), sgdSteps: 5, sgdLearningRate: 0.01, trainingSteps: 3 },
    });
    if (answer.kind === 'unsupported') return 'unsupported';
    await session.measure({ blocks: 2, iterationsPerBlock: 2, rewarmIterations: 0 });
    return usageOf(pid);
  } catch (error) {
    if (error instanceof WorkerFailure) return `${error.code} (${error.phase})`;
    throw error;
  } finally {
    await session.kill();
    await watchdog.stop();
  }
}

function limited(launch: Launch, { flag, bytes }: Limit): Launch {
  const script = `ulimit -${flag} ${Math.floor(bytes / 1024)} && exec "$@"`;
  return { ...launch, command: '/bin/sh', args: ['-c', script, 'sh', launch.command, ...launch.args] };
}

/** proc(5); the peaks where the kernel keeps them. */
function usageOf(pid: number): Usage {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const number = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? NaN);
  return {
    virtualBytes: number('VmPeak') * 1024,
    dataBytes: number('VmData') * 1024,
    residentBytes: number('VmHWM') * 1024,
    threads: number('Threads'),
  };
}

const said = (outcome: Usage | string) => (typeof outcome === 'string' ? outcome : 'works');

async function row(work: Work, launch: Launch, name: string, variant: string): Promise<(string | number)[]> {
  const free = await attempt(work, launch, variant, 'process-limits');
  if (typeof free === 'string') return [name, free];
  const twice = 2 * free.residentBytes;
  const outcomes = [
    await attempt(work, launch, variant, 'process-limits', { flag: 'v', bytes: twice }),
    await attempt(work, launch, variant, 'process-limits', { flag: 'd', bytes: free.residentBytes }),
    await attempt(work, launch, variant, 'process-limits', { flag: 'd', bytes: twice }),
    await attempt(work, launch, variant, 'control-groups'),
  ];
  const mebibytes = [free.virtualBytes, free.dataBytes, free.residentBytes].map((bytes) =>
    Math.round(bytes / MEBIBYTE),
  );
  return [name, ...mebibytes, free.threads, ...outcomes.map(said)];
}

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-containment-'));
  const { workload } = options;
  const tasks = ['INFERENCE', 'TRAINING'] as const;
  console.log(`${machineAndDate()}, ${workload}\n`);
  const head = ['engine', 'virtual MiB', 'data MiB', 'resident MiB', 'threads'];
  printTable([...head, 'RLIMIT_AS 2 × resident', 'RLIMIT_DATA 1 ×', 'RLIMIT_DATA 2 ×', 'control group'], []);
  try {
    const named = options.engines?.split(',');
    for (const adapter of engineAdapters.filter(({ id, hidden }) => !hidden && (named?.includes(id) ?? true))) {
      const task = tasks.findLast((each) => adapter.tasks.includes(each)) ?? 'INFERENCE';
      const request = { workload, task, entrants: [], effort: 'QUICK' as const, seed: 1, ...SMALL_SHAPES[workload] };
      const plan = planOf(request, folder);
      const tensorsFile = path.join(folder, `${adapter.id}.safetensors`);
      await writeTensors(plan.graph, { seed: 1, batchCount: BATCHES, task }, tensorsFile);
      for (const variant of adapter.variants.filter(({ devices }) => devices?.includes('CPU') ?? true)) {
        const launch = adapter.locate({ ...launchContext(), variant: variant.id, device: 'CPU' });
        const name = `${adapter.id} ${variant.id} (${task.toLowerCase()})`;
        if (launch.kind === 'not-installed') console.log(`| ${name} | not installed |`);
        else console.log(`| ${(await row({ folder, plan, tensorsFile }, launch, name, variant.id)).join(' | ')} |`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
