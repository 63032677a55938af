/**
 * How long until two programs are told apart, and how often wrongly? The designs of other tools (their defaults,
 * `designs/`) and ours, on the same pairs: a program against itself (A/A), and against itself slowed by a known share
 * (method.md 4, E5). All of them ask the same workers for blocks; only the design differs: how many processes, in which
 * order, how warm, how long, and which test. Which design sees a pair first is drawn anew for each.
 *
 *   node dist/bench/time-to-decision.js [--pairs pytorch+busy0/pytorch+busy0,pytorch+busy0/pytorch+busy2] [--races 12]
 *     [--designs ours-quick,criterion-like] [--minutes 60] [--seed 5000] [--threads 1] [--workload mlp] [--record <file>]
 *   node dist/bench/time-to-decision.js --from <file>
 *
 * `--minutes`: no pair is begun that would likely be done later. `--record` adds a line per design and pair to a file,
 * `--from` prints the tables of such a file and measures nothing.
 */
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { Watchdog } from '../src/engines/watchdog';
import { DEFAULT_WORKER_TIMEOUTS } from '../src/engines/worker-session';
import { workerSpawner } from '../src/engines/worker-spawner';
import { spawnOrder } from '../src/statistics/schedule';
import { DESIGNS } from './designs/designs';
import { sayingsTable, scoreTable, type Judged } from './designs/score';
import { subjectOf } from './designs/subject';
import { machineAndDate, printMachine, printTable } from './support';

const { values: options } = parseArgs({
  options: {
    pairs: { type: 'string', default: 'fake:steady/fake:steady,fake:steady/fake:steady-5' },
    races: { type: 'string', default: '12' },
    designs: { type: 'string', default: Object.keys(DESIGNS).join(',') },
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: '5000' },
    threads: { type: 'string', default: '1' },
    workload: { type: 'string', default: 'mlp' },
    record: { type: 'string' },
    from: { type: 'string' },
  },
});

const SMALL_MLP = { inputs: 16, hidden1: 8, hidden2: 8 };
const SLOWED = /(?:\+(?:busy|work)|^fake:steady-)([\d.]+)$/;

/** How much slower than the plain program an entrant was made, in per cent. */
function percentOf(entrant: string): number {
  return Number(SLOWED.exec(entrant)?.[1] ?? 0);
}

async function judgePair(seed: number, entrants: readonly [string, string], watchdog: Watchdog): Promise<Judged[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-designs-'));
  const names = options.designs.split(',');
  const fake = entrants.every((name) => name.startsWith('fake'));
  const request = {
    ...({ workload: options.workload, task: 'INFERENCE', effort: 'QUICK', entrants, seed } as const),
    ...(fake ? { parameters: SMALL_MLP, batchSize: 4 } : {}),
    threads: Number(options.threads),
  };
  const judged: Judged[] = [];
  try {
    const spawn = workerSpawner(watchdog, DEFAULT_WORKER_TIMEOUTS);
    const subject = await subjectOf(request, spawn, path.join(folder, 'work'));
    for (const place of spawnOrder(seed, 0, names.length)) {
      const design = names[place] ?? '';
      const decide = DESIGNS[design];
      if (!decide) throw new Error(`There is no design ${design}; there are ${Object.keys(DESIGNS).join(', ')}`);
      const begun = performance.now();
      const outcome = await decide(subject);
      const seconds = (performance.now() - begun) / 1000;
      const slowerPercent = percentOf(entrants[1]) - percentOf(entrants[0]);
      const each: Judged = { seed, entrants, slowerPercent, design, seconds, ...outcome, where: machineAndDate() };
      judged.push(each);
      if (options.record) appendFileSync(options.record, `${JSON.stringify(each)}\n`);
      const ratio = outcome.ratio?.toFixed(4) ?? 'no ratio';
      process.stderr.write(
        `${seed} ${entrants.join('/')} ${design}: ${outcome.said} ${ratio}, ${seconds.toFixed(1)} s\n`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return judged;
}

async function judgeAll(): Promise<Judged[]> {
  const pairs = options.pairs.split(',').map((pair) => pair.split('/') as [string, string]);
  const deadline = performance.now() + Number(options.minutes) * 60_000;
  const judged: Judged[] = [];
  const watchdog = Watchdog.start();
  let longest = 0;
  try {
    for (let index = 0; index < Number(options.races); index++) {
      const begun = performance.now();
      if (begun + longest > deadline) break;
      judged.push(
        ...(await judgePair(Number(options.seed) + index, pairs[index % pairs.length] ?? ['', ''], watchdog)),
      );
      longest = Math.max(longest, performance.now() - begun);
    }
  } finally {
    await watchdog.stop();
  }
  return judged;
}

function recorded(file: string): Judged[] {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Judged);
}

/** In the order in which the designs are listed, not in the one in which they came first. */
function inOrder(judged: readonly Judged[]): Judged[] {
  const names = Object.keys(DESIGNS);
  return [...judged].sort((a, b) => names.indexOf(a.design) - names.indexOf(b.design));
}

async function main(): Promise<void> {
  const judged = inOrder(options.from ? recorded(options.from) : await judgeAll());
  if (options.from) console.log(`${[...new Set(judged.map(({ where }) => where))].join('\n')}\n`);
  else printMachine();
  for (const { head, rows } of [scoreTable(judged), sayingsTable(judged)]) {
    printTable(head.map(String), rows);
    console.log('');
  }
}

void main();
