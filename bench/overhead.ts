/**
 * What does our frame cost? Blocks of the worker kits against a bare hand-written loop in the same process, on steps of
 * about 20 µs, 300 µs and 5 ms of real work, 40 pairs in random order (method.md 4, E1). To reach: the upper bound of
 * the ratio at most 1.01. The Python kit is measured by `overhead_python.py` in the reference's environment.
 *
 * Run: node dist/bench/overhead.js
 */
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { reference } from '../src/engines/reference/adapter';
import { BlockLoop } from '../src/engines/worker-kit/node/block-loop';
import { processMeter } from '../src/engines/worker-kit/node/meter';
import type { Work } from '../src/engines/worker-kit/node/work';
import { packageRoot } from '../src/engines/worker-path';
import { median } from '../src/statistics/descriptive';
import { passOrder } from '../src/statistics/schedule';
import { signedRankInterval } from '../src/statistics/signed-rank';
import { launchOf, printMachine, printTable } from './support';

const STEP_MICROSECONDS = [20, 300, 5000] as const;
const PAIRS = 40;
const BLOCK_SECONDS = 0.02;
const BLOCKS_PER_PAIR = 11;
const ALPHA = 0.05;
const SEED = 20_260_101;
const UPPER_BOUND = 1.01;

/** Seconds per iteration: framed, bare. */
type Pair = readonly [number, number];

interface Subject {
  readonly work: Work;
  /** The loop that somebody without a harness would write; seconds per iteration. */
  bare(iterations: number): Promise<number>;
}

/** Real work of a length that can be chosen: a recurrence that no compiler can shorten. */
function churn(start: Float64Array, rounds: number): number {
  let x = start[0] ?? 0;
  for (let round = 0; round < rounds; round += 1) x = x * 0.999_999 + 1 / (1 + x * x);
  return x;
}

function calibrate(microseconds: number): number {
  const start = Float64Array.of(1);
  let rounds = 1000;
  for (;;) {
    const begin = process.hrtime.bigint();
    churn(start, rounds);
    const elapsed = Number(process.hrtime.bigint() - begin) / 1000;
    if (elapsed > 20_000) return Math.max(1, Math.round((rounds * microseconds) / elapsed));
    rounds *= 2;
  }
}

const BATCHES = Array.from({ length: 8 }, (_, index) => Float64Array.of(index));

function subjectAtOnce(rounds: number): Subject {
  let last = 0;
  const step = (batch: unknown): void => {
    last = churn(batch as Float64Array, rounds);
  };
  const bare = (iterations: number): Promise<number> => {
    const begin = process.hrtime.bigint();
    for (let iteration = 0; iteration < iterations; iteration += 1) step(BATCHES[iteration % BATCHES.length]);
    return Promise.resolve(Number(process.hrtime.bigint() - begin) / iterations / 1e9);
  };
  return { work: workOf(step, () => [last]), bare };
}

/** As an engine whose calls give promises. */
function subjectWithPromises(rounds: number): Subject {
  let last = 0;
  const step = (batch: unknown): Promise<void> => {
    last = churn(batch as Float64Array, rounds);
    return Promise.resolve();
  };
  const bare = async (iterations: number): Promise<number> => {
    const begin = process.hrtime.bigint();
    for (let iteration = 0; iteration < iterations; iteration += 1) await step(BATCHES[iteration % BATCHES.length]);
    return Number(process.hrtime.bigint() - begin) / iterations / 1e9;
  };
  return { work: workOf(step, () => [last]), bare };
}

function workOf(step: Work['step'], lastResult: () => ArrayLike<number>): Work {
  const nothing = (): void => undefined;
  return {
    settings: [],
    implementation: [],
    parameterCount: 0,
    batches: BATCHES,
    compile: nothing,
    step,
    synchronise: nothing,
    output: () => new Float32Array(0),
    sgdLosses: () => [],
    lastResult,
  };
}

/** One pair: eleven framed blocks and as many bare loops of the same length, each two in random order; the median of each. */
async function measurePair(loop: BlockLoop, subject: Subject, iterations: number, pair: number): Promise<Pair> {
  const framed: number[] = [];
  const bare: number[] = [];
  for (let block = 1; block <= BLOCKS_PER_PAIR; block += 1) {
    for (const which of passOrder(SEED, pair, block, 2)) {
      if (which === 1) bare.push(await subject.bare(iterations));
      else
        framed.push((await loop.measure({ iterations, synchroniseEach: false })).elapsedNanoseconds / iterations / 1e9);
    }
  }
  return [median(framed), median(bare)];
}

async function measurePairs(subject: Subject, asynchronous: boolean, microseconds: number): Promise<Pair[]> {
  const loop = new BlockLoop(subject.work, processMeter, asynchronous, false);
  const iterations = Math.max(1, Math.ceil((BLOCK_SECONDS * 1e6) / microseconds));
  // Both loops are compiled by the time that counts.
  await measurePair(loop, subject, iterations, PAIRS + 1);
  const pairs: Pair[] = [];
  for (let pair = 1; pair <= PAIRS; pair += 1) pairs.push(await measurePair(loop, subject, iterations, pair));
  return pairs;
}

async function nodePairs(): Promise<Map<string, Pair[]>> {
  const results = new Map<string, Pair[]>();
  for (const microseconds of STEP_MICROSECONDS) {
    const rounds = calibrate(microseconds);
    results.set(`Node, ${microseconds} µs`, await measurePairs(subjectAtOnce(rounds), false, microseconds));
    if (microseconds === STEP_MICROSECONDS[0]) {
      const pairs = await measurePairs(subjectWithPromises(rounds), true, microseconds);
      results.set(`Node with promises, ${microseconds} µs`, pairs);
    }
  }
  return results;
}

/** The script prints `{"pairs": {"20us": [[framed, bare], …], …}}`, seconds per iteration. */
function pythonPairs(): Map<string, Pair[]> {
  const script = path.join(packageRoot(), 'bench', 'overhead_python.py');
  const child = spawnSync(launchOf(reference).command, [script], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.status !== 0) throw new Error(`overhead_python.py ended with ${child.status ?? child.signal}`);
  const { pairs } = JSON.parse(child.stdout) as { pairs: Record<string, Pair[]> };
  return new Map(
    Object.entries(pairs).map(([step, list]) => [
      `Python, ${step.replace('us', ' µs').replace('5ms', '5000 µs')}`,
      list,
    ]),
  );
}

interface Row {
  readonly cells: readonly (string | number)[];
  readonly reached: boolean;
}

function rowOf(name: string, pairs: readonly Pair[]): Row {
  const logRatios = pairs.map(([framedSeconds, bareSeconds]) => Math.log(framedSeconds / bareSeconds));
  const { value, low, high } = signedRankInterval(logRatios, ALPHA);
  const [ratio, lower, upper] = [value, low, high].map((x) => Math.exp(x).toFixed(4));
  const reached = Math.exp(high) <= UPPER_BOUND;
  return { cells: [name, pairs.length, ratio ?? '', `${lower} to ${upper}`, reached ? 'yes' : 'NO'], reached };
}

async function main(): Promise<void> {
  setFlagsFromString('--expose-gc');
  globalThis.gc = runInNewContext('gc') as NodeJS.GCFunction;
  printMachine();
  const results = await nodePairs();
  try {
    for (const [name, pairs] of pythonPairs()) results.set(name, pairs);
  } catch (error) {
    console.error(`The Python kit was not measured: ${(error as Error).message}`);
    process.exitCode = 1;
  }
  const rows = [...results].map(([name, pairs]) => rowOf(name, pairs));
  printTable(
    ['kit and step', 'pairs', 'framed over bare', '95 % interval', `upper end at most ${UPPER_BOUND}`],
    rows.map(({ cells }) => cells),
  );
  if (!rows.every(({ reached }) => reached)) process.exitCode = 1;
}

void main();
