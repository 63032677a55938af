/**
 * CPU time of the server's process while a block is being timed, as a share of one core: read by the worker itself
 * from the kernel's counters of the server just before and just after each block. Beside it what one block costs
 * the server in all, from asking to having the answer. To reach: at most 1 % during blocks.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Watchdog } from '../src/engines/watchdog';
import { packageRoot } from '../src/engines/worker-path';
import { DEFAULT_WORKER_TIMEOUTS } from '../src/engines/worker-session';
import { workerSpawner } from '../src/engines/worker-spawner';
import { passOrder } from '../src/statistics/schedule';
import { writeTensors } from '../src/workloads/tensors';
import { findWorkload } from '../src/workloads/catalog';
import { printMachine, printTable } from './support';

const PASSES = Number(process.argv[2] ?? 200);
const ITERATIONS_PER_BLOCK = 20;
const BATCH_COUNT = 8;

async function main(): Promise<void> {
  printMachine();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-cpu-'));
  const watchdog = Watchdog.start();
  const spawn = workerSpawner(watchdog, DEFAULT_WORKER_TIMEOUTS);
  const worker = path.join(packageRoot(), 'dist', 'bench', 'server-cpu-worker.js');
  const launch = {
    kind: 'launch',
    command: process.execPath,
    args: [worker],
    environment: {},
    runtimeKey: '',
  } as const;
  const options = { signal: new AbortController().signal, workingDirectory: folder };
  const sessions = [spawn(launch, options), spawn(launch, options)];
  try {
    const graph = findWorkload('gemm')?.graph({ size: 1 }, 1);
    if (!graph) throw new Error('gemm is missing');
    const tensorsFile = path.join(folder, 'tensors');
    await writeTensors(graph, { seed: 1, batchCount: BATCH_COUNT, task: 'INFERENCE' }, tensorsFile);
    for (const [index, session] of sessions.entries()) {
      await session.hello();
      await session.prepare({
        ...{
          variant: 'default',
          graph,
          task: 'INFERENCE',
          precision: 'FLOAT32',
          division: 'STRICT',
          device: 'cpu',
          threads: 1,
          seed: 1,
        },
        ...{ tensorsFile, batchCount: BATCH_COUNT, synchronise: 'BLOCK' },
        parity: {
          outputFile: path.join(folder, `output-${index}`),
          sgdSteps: 0,
          sgdLearningRate: 0.1,
          trainingSteps: 3,
        },
      });
      session.freeze();
    }
    const shares: number[] = [];
    const before = process.cpuUsage();
    for (let pass = 0; pass < PASSES; pass++) {
      for (const index of passOrder(1, 1, pass, sessions.length)) {
        const session = sessions[index];
        session?.thaw();
        const blocks = await session?.measure({
          blocks: 1,
          iterationsPerBlock: ITERATIONS_PER_BLOCK,
          rewarmIterations: 2,
        });
        session?.freeze();
        for (const block of blocks ?? []) shares.push(block.cpuNanoseconds / block.elapsedNanoseconds);
      }
    }
    const used = process.cpuUsage(before);
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    const perBlock = (used.user + used.system) / shares.length;
    printTable(
      ['blocks of 20 ms', 'server CPU during blocks, of one core', 'server CPU per block in all'],
      [[shares.length, `${(mean * 100).toFixed(2)} %`, `${perBlock.toFixed(0)} µs`]],
    );
    process.exitCode = mean <= 0.01 ? 0 : 1;
  } finally {
    await Promise.all(sessions.map((session) => session.kill()));
    await watchdog.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
