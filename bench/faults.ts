/**
 * Whether anything can get lost: servers, measuring hosts, PostgreSQL and Redis as processes of their own; races are asked
 * for and followed; one thing goes wrong at a random moment, is put right, and then everything is checked
 * (`bench/faults/invariants.ts`). Prints a line for each repetition, and a table.
 *
 *   node dist/bench/faults.js [--fault worker,redis] [--repetitions 20] [--seed 1] [--hold 4] [--record <file>]
 *   node dist/bench/faults.js --fault worker --seed 17 --repetitions 1     one again, alone
 *   node dist/bench/faults.js --from <file>                                the table of what was recorded
 *
 * `--hold`: seconds that a host which is not heard of keeps its race (PHOTOFINISH_HOLD_SECONDS). `--entrants
 * pytorch,jax`: real engines instead of the fake one; `--budget`: seconds of each race. `--seconds`: begins no repetition after so long. `--logs`: a folder
 * for what machines log when something was violated.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { TITLES } from './faults/all-faults';
import { campaign } from './faults/campaign';
import { faultsTable } from './faults/report';
import type { Outcome } from './faults/repetition';
import { smallRace } from './faults/small-race';
import { printMachine } from './support';

const { values: options } = parseArgs({
  options: {
    fault: { type: 'string', default: [...TITLES.keys()].join() },
    repetitions: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    hold: { type: 'string', default: '4' },
    entrants: { type: 'string' },
    budget: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '100000' },
    record: { type: 'string' },
    from: { type: 'string' },
    logs: { type: 'string' },
  },
});

const engines = options.entrants?.split(',') ?? [];

function tell({ fault, seed, violations, milliseconds, wallSeconds }: Outcome): void {
  const wait = milliseconds === null ? 'nothing was in its way' : `${Math.round(milliseconds)} ms`;
  console.log(`${fault} ${seed}: ${violations.length} violations, ${wait}, ${wallSeconds.toFixed(1)} s in all`);
  for (const violation of violations) console.log(`  VIOLATION ${violation}`);
}

/** After so long, or by a signal: the repetition in hand comes to its end, and leaves nothing running. */
function ending(seconds: number): AbortSignal {
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());
  return AbortSignal.any([stopped.signal, AbortSignal.timeout(1000 * seconds)]);
}

async function measured(): Promise<Outcome[]> {
  printMachine();
  const outcomes: Outcome[] = [];
  await campaign({
    faults: options.fault.split(','),
    seed: Number(options.seed),
    repetitions: Number(options.repetitions),
    signal: ending(Number(options.seconds)),
    holdSeconds: Number(options.hold),
    race: smallRace(Number(options.budget), engines),
    engines,
    logs: options.logs ?? null,
    tell: (outcome) => {
      tell(outcome);
      outcomes.push(outcome);
      if (options.record !== undefined) appendFileSync(options.record, `${JSON.stringify(outcome)}\n`);
    },
  });
  return outcomes;
}

function recorded(file: string): Outcome[] {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Outcome);
}

async function main(): Promise<number> {
  const outcomes = options.from === undefined ? await measured() : recorded(options.from);
  console.log(`\n${faultsTable(outcomes, TITLES)}`);
  return outcomes.some(({ violations }) => violations.length > 0) ? 1 : 0;
}

// Node 20 would turn in circles over the connections that were cut.
main().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    console.error(error);
    process.exit(2);
  },
);
