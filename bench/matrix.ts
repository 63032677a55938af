/**
 * Does every engine variant do every workload, provably right? One round of each (variant, workload, task), small
 * shapes where the usual one takes minutes. Prints one line per pair as it goes; `--record` keeps the results, adding to
 * those of earlier runs (of a pair that was run again the last counts), `--markdown` writes them as a matrix.
 *
 *   node dist/bench/matrix.js [--engines pytorch,keras:jax] [--workloads lstm,mlp] [--tasks TRAINING]
 *                             [--precisions FLOAT32] [--record <file>] [--prepare-seconds 600]
 *   node dist/bench/matrix.js --from <file> --markdown docs/results/matrix.md
 */
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import type { EngineAdapter, EngineVariantFacts } from '../src/engines/engine';
import { engineAdapters } from '../src/engines/registry';
import { Watchdog } from '../src/engines/watchdog';
import { DEFAULT_WORKER_TIMEOUTS } from '../src/engines/worker-session';
import { workerSpawner } from '../src/engines/worker-spawner';
import type { PrecisionName, TaskName } from '../src/protocol/messages';
import { listWorkloads } from '../src/workloads/catalog';
import { prepareSetting, runPair, type PairResult } from './matrix/pair';
import { matrixMarkdown, rowsOf, type RecordedPair } from './matrix/report';
import { SMALL_SHAPES } from './matrix/shapes';
import { machineAndDate, planOf } from './support';

const SEED = 20_261_124;

interface Column {
  readonly adapter: EngineAdapter;
  readonly variant: EngineVariantFacts;
}

const { values: options } = parseArgs({
  options: {
    engines: { type: 'string' },
    workloads: { type: 'string' },
    tasks: { type: 'string', default: 'INFERENCE,TRAINING' },
    precisions: { type: 'string', default: 'FLOAT32' },
    record: { type: 'string' },
    // Longer than a race waits: to find out whether a framework that compiles for a quarter of an hour is right.
    'prepare-seconds': { type: 'string', default: '600' },
    from: { type: 'string' },
    markdown: { type: 'string' },
  },
});

/** Every variant that is for a CPU, of the engines named. */
function columns(): Column[] {
  const named = options.engines?.split(',');
  return engineAdapters
    .filter(({ hidden }) => !hidden)
    .flatMap((adapter) => adapter.variants.map((variant) => ({ adapter, variant })))
    .filter(({ variant }) => variant.devices?.includes('CPU') ?? true)
    .filter(
      ({ adapter, variant }) =>
        named?.some((name) => [adapter.id, `${adapter.id}:${variant.id}`].includes(name)) ?? true,
    );
}

function say({ engine, variant, status, parity, code, reason }: PairResult, prefix: string): void {
  const numbers = parity
    ? ` output ${parity.error.toExponential(1)}${parity.lossError === null ? '' : `, loss ${parity.lossError.toExponential(1)}`}`
    : '';
  console.log(`${prefix} ${engine}:${variant} ${status}${numbers}${reason === null ? '' : ` ${code ?? ''} ${reason}`}`);
}

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-matrix-'));
  const watchdog = Watchdog.start();
  const prepareMilliseconds = Number(options['prepare-seconds']) * 1000;
  const spawn = workerSpawner(watchdog, { ...DEFAULT_WORKER_TIMEOUTS, prepareMilliseconds });
  try {
    for (const precision of options.precisions.split(',') as PrecisionName[]) {
      for (const workload of listWorkloads().filter(({ id }) => options.workloads?.split(',').includes(id) ?? true)) {
        for (const task of workload.tasks.filter((name) => options.tasks.split(',').includes(name))) {
          await runRow(workload.id, task, precision);
        }
      }
    }
  } finally {
    await watchdog.stop();
    rmSync(folder, { recursive: true, force: true });
  }

  async function runRow(workload: string, task: TaskName, precision: PrecisionName): Promise<void> {
    const workDirectory = path.join(folder, `${workload}-${task}-${precision}`);
    mkdirSync(workDirectory);
    const request = { workload, task, entrants: [], effort: 'QUICK' as const, seed: SEED, ...SMALL_SHAPES[workload] };
    const plan = { ...planOf(request, workDirectory), precision };
    const setting = await prepareSetting(plan, spawn);
    for (const { adapter, variant } of columns()) {
      const result = await runPair(setting, adapter, variant);
      const where = machineAndDate();
      const pair: RecordedPair = { workload, task, precision, shape: SMALL_SHAPES[workload] ?? {}, where, result };
      if (options.record) appendFileSync(options.record, `${JSON.stringify(pair)}\n`);
      say(result, `${workload} ${task} ${precision}`);
    }
    rmSync(workDirectory, { recursive: true, force: true });
  }
}

function write(record: string, markdown: string): void {
  const pairs = readFileSync(record, 'utf8').trim().split('\n');
  writeFileSync(markdown, matrixMarkdown(rowsOf(pairs.map((line) => JSON.parse(line) as RecordedPair))));
}

if (options.from && options.markdown) write(options.from, options.markdown);
else void main();
