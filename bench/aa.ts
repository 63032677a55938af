/**
 * How often does a race say what is not so, and how often does it find what is? Pairs of entrants, race after race, in
 * turn. A pair of the same twice (A/A) must not be called different: at most 5 % may be.
 *
 *   node dist/bench/aa.js [--pairs pytorch/pytorch,jax/jax] [--races 30] [--stress] [--workload mlp] [--record <file>]
 *
 * `--stress` keeps one more process busy, in bursts of random length, for as long as the experiment takes.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { environmentGrade } from '../src/racing/disturbance';
import { mean } from '../src/statistics/descriptive';
import { machineAndDate, printMachine, printTable, race, type RaceOutcome } from './support';

const { values: options } = parseArgs({
  options: {
    pairs: { type: 'string', default: 'fake:steady/fake:steady' },
    races: { type: 'string', default: '30' },
    stress: { type: 'boolean', default: false },
    workload: { type: 'string', default: 'mlp' },
    threads: { type: 'string', default: '1' },
    record: { type: 'string' },
  },
});

const FIRST_SEED = 1000;
const SMALL_MLP = { inputs: 16, hidden1: 8, hidden2: 8 };

/** Works and pauses for 0.1 to 2 s each, and ends with its parent. */
const STRESSOR = `
const until = () => performance.now() + 100 + 1900 * Math.random();
const parent = process.ppid;
const burst = () => {
  for (const end = until(); performance.now() < end; );
  if (process.ppid === parent) setTimeout(burst, until() - performance.now());
};
burst();`;

interface Played {
  readonly pair: string;
  readonly verdict: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly ratio: number | null;
  readonly grade: string | null;
}

async function play(pair: string, seed: number): Promise<Played> {
  const entrants = pair.split('/');
  const fake = entrants.every((name) => name.startsWith('fake'));
  const outcome = await race({
    workload: options.workload,
    ...(fake ? { parameters: SMALL_MLP, batchSize: 4 } : {}),
    task: 'INFERENCE',
    entrants,
    effort: 'QUICK',
    seed,
    threads: Number(options.threads),
  });
  const [compared] = outcome.analysis?.comparisons ?? [];
  return {
    pair,
    verdict: compared?.verdict ?? 'none',
    rounds: outcome.analysis?.roundsCompleted ?? 0,
    seconds: outcome.wallSeconds,
    // Of the second over the first, whichever of them leads.
    ratio: compared ? (compared.baselineRunId === 'run-0' ? compared.ratio.value : 1 / compared.ratio.value) : null,
    grade: gradeOf(outcome),
  };
}

function gradeOf({ facts }: RaceOutcome): string | null {
  return environmentGrade(facts.flatMap((fact) => (fact.kind === 'trial' ? [fact.trial] : [])));
}

function rowOf(pair: string, played: readonly Played[]): (string | number)[] {
  const own = played.filter((each) => each.pair === pair);
  const count = (...verdicts: string[]) => own.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const grades = ['A', 'B', 'C'].map((grade) => own.filter((each) => each.grade === grade).length).join(' / ');
  const ratios = own.flatMap(({ ratio }) => ratio ?? []).map(Math.log);
  return [
    pair,
    own.length,
    count('BASELINE_FASTER', 'CANDIDATE_FASTER'),
    count('NO_PRACTICAL_DIFFERENCE'),
    count('INCONCLUSIVE', 'none'),
    ratios.length > 0 ? Math.exp(mean(ratios)).toFixed(4) : '',
    mean(own.map(({ rounds }) => rounds)).toFixed(1),
    mean(own.map(({ seconds }) => seconds)).toFixed(1),
    grades,
  ];
}

const HEAD = [
  ...['pair', 'races', 'called different', 'no practical difference', 'no verdict', 'mean ratio'],
  ...['mean rounds', 'mean seconds', 'grades A / B / C'],
];

async function main(): Promise<void> {
  printMachine();
  const pairs = options.pairs.split(',');
  const played: Played[] = [];
  let stressor: ChildProcess | null = null;
  try {
    if (options.stress) stressor = spawn(process.execPath, ['-e', STRESSOR], { stdio: 'ignore' });
    for (let index = 0; index < Number(options.races); index++) {
      const each = await play(pairs[index % pairs.length] ?? '', FIRST_SEED + index);
      played.push(each);
      if (options.record) {
        const kept = { ...each, workload: options.workload, stress: options.stress, where: machineAndDate() };
        appendFileSync(options.record, `${JSON.stringify(kept)}\n`);
      }
      process.stderr.write(`race ${index + 1}/${options.races}: ${each.pair} ${each.verdict} after ${each.rounds}\n`);
    }
  } finally {
    stressor?.kill();
  }
  printTable(
    HEAD,
    pairs.filter((pair) => played.some((each) => each.pair === pair)).map((pair) => rowOf(pair, played)),
  );
}

void main();
