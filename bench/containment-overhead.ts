/**
 * What containing costs: starting a program that does nothing, and filling memory that the system gives anew (which is
 * what a control group counts). The three kinds take turns, so that all see the same machine.
 */
import * as os from 'node:os';
import { text } from 'node:stream/consumers';
import type { Program } from '../src/engines/cell';
import { startProcess } from '../src/engines/started-process';
import { Watchdog } from '../src/engines/watchdog';
import { machineAndDate, printTable } from './support';

const REPETITIONS = 40;
const FILLED_MEBIBYTES = 256;

const NOTHING: Program = { command: '/bin/true', args: [] };
/** Prints how long it took to map and fill so much, in milliseconds. */
const FILLING: Program = {
  command: process.execPath,
  args: [
    '-e',
    `const begin = performance.now();
     for (let count = 0; count < ${FILLED_MEBIBYTES / 64}; count += 1) Buffer.allocUnsafeSlow(64 * 2 ** 20).fill(1);
     console.log(performance.now() - begin);`,
  ],
};

async function main(): Promise<void> {
  const kinds = ['none', 'process-limits', 'control-groups'] as const;
  const watchdogs = kinds.map((kind) => (kind === 'none' ? null : Watchdog.start({ kind })));
  const times = kinds.map(() => ({ start: [] as number[], fill: [] as number[] }));
  for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
    for (const [index, watchdog] of watchdogs.entries()) {
      times[index]?.start.push((await run(NOTHING, watchdog)).milliseconds);
      times[index]?.fill.push(Number((await run(FILLING, watchdog)).printed));
    }
  }
  for (const watchdog of watchdogs) await watchdog?.stop();
  console.log(`${machineAndDate()}; ${REPETITIONS} times each, in turn; median and lowest\n`);
  const rows = kinds.map((kind, index) => {
    const { start = [], fill = [] } = times[index] ?? {};
    return [kind, shown(start), shown(fill)];
  });
  printTable(['contained by', 'start of /bin/true, ms', `filling ${FILLED_MEBIBYTES} MiB, ms`], rows);
}

async function run(program: Program, watchdog: Watchdog | null): Promise<{ milliseconds: number; printed: string }> {
  const cell = watchdog?.containment.newCell();
  const launch = { kind: 'launch' as const, ...program, environment: {}, runtimeKey: '' };
  const child = startProcess(launch, { workingDirectory: os.tmpdir(), ...(cell && { cell }) });
  const [printed = ''] = await Promise.all(child.outputs.map((output) => text(output)));
  await child.exited;
  const milliseconds = Number(process.hrtime.bigint() - child.startedAt) / 1e6;
  await cell?.sweep();
  child.release();
  return { milliseconds, printed };
}

function shown(values: readonly number[]): string {
  const sorted = values.toSorted((one, other) => one - other);
  return `${sorted[Math.floor(sorted.length / 2)]?.toFixed(1)}, ${sorted[0]?.toFixed(1)}`;
}

void main();
