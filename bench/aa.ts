/**
 * How often does a race say what is not so, and how often does it find what is? Pairs of entrants, race after race, in
 * turn. A pair of the same twice (A/A) must not be called different: at most 5 % may be. One that is slower by a known
 * share (pytorch+busy0/pytorch+busy2) should be.
 *
 *   node dist/bench/aa.js [--pairs pytorch/pytorch,jax/jax] [--races 30] [--seed 1000] [--stress] [--workload mlp]
 *     [--effort QUICK] [--threads 1] [--import-each-trial] [--record <file>] [--adversary beside-one]
 *
 * `--stress` keeps one more process busy, in bursts of random length, for as long as the experiment takes (the adversary
 * `bursts`). Others start anew with each race: `beside-one` works only while an entrant of slowed_worker.py does
 * (pytorch/pytorch+busy0), `step` from some moment on, `freeze` stops the server now and then.
 */
import type { ChildProcess } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { environmentGrade, HOST_TAGS } from '../src/racing/disturbance';
import { secondsPerIteration } from '../src/racing/block-codec';
import type { EffortName } from '../src/entities/race.entity';
import { mean, median } from '../src/statistics/descriptive';
import { startAdversary } from './adversaries';
import { machineAndDate, printMachine, printTable, race, type RaceOutcome } from './support';

const { values: options } = parseArgs({
  options: {
    pairs: { type: 'string', default: 'fake:steady/fake:steady' },
    races: { type: 'string', default: '30' },
    stress: { type: 'boolean', default: false },
    adversary: { type: 'string' },
    workload: { type: 'string', default: 'mlp' },
    threads: { type: 'string', default: '1' },
    effort: { type: 'string', default: 'QUICK' },
    seed: { type: 'string', default: '1000' },
    'import-each-trial': { type: 'boolean', default: false },
    record: { type: 'string' },
  },
});

const SMALL_MLP = { inputs: 16, hidden1: 8, hidden2: 8 };

interface Played {
  readonly pair: string;
  readonly verdict: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly ratio: number | null;
  readonly flags: readonly string[];
  /** Of each round, log of the second's typical block over the first's. */
  readonly roundLogRatios: readonly number[];
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
    effort: options.effort as EffortName,
    seed,
    threads: Number(options.threads),
    importEachTrial: options['import-each-trial'],
  });
  const [compared] = outcome.analysis?.comparisons ?? [];
  return {
    pair,
    verdict: compared?.verdict ?? 'none',
    rounds: outcome.analysis?.roundsCompleted ?? 0,
    seconds: outcome.wallSeconds,
    // Of the second over the first, whichever of them leads.
    ratio: compared ? (compared.baselineRunId === 'run-0' ? compared.ratio.value : 1 / compared.ratio.value) : null,
    flags: compared?.flags ?? [],
    roundLogRatios: roundLogRatios(outcome),
    grade: gradeOf(outcome),
  };
}

function roundLogRatios({ facts }: RaceOutcome): number[] {
  const typical = (runId: string) =>
    facts.flatMap((fact) =>
      fact.kind === 'trial' && fact.trial.runId === runId
        ? [Math.log(median(fact.trial.blocks.map(secondsPerIteration)))]
        : [],
    );
  const [first, second] = [typical('run-0'), typical('run-1')];
  return second.map((value, round) => value - (first[round] ?? Number.NaN));
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
    count(...DIFFERENT),
    own.filter(({ verdict, flags }) => DIFFERENT.includes(verdict) && flags.some((flag) => WARNING.has(flag))).length,
    count('NO_PRACTICAL_DIFFERENCE'),
    count('INCONCLUSIVE', 'none'),
    ratios.length > 0 ? Math.exp(mean(ratios)).toFixed(4) : '',
    mean(own.map(({ rounds }) => rounds)).toFixed(1),
    mean(own.map(({ seconds }) => seconds)).toFixed(1),
    grades,
  ];
}

const DIFFERENT = ['BASELINE_FASTER', 'CANDIDATE_FASTER'];
/** Flags by which a comparison says that the machine is in it. */
const WARNING = new Set(['UNEVEN_LOAD', ...HOST_TAGS]);

const HEAD = [
  ...['pair', 'races', 'called different', 'of them flagged', 'no practical difference', 'no verdict', 'mean ratio'],
  ...['mean rounds', 'mean seconds', 'grades A / B / C'],
];

async function main(): Promise<void> {
  printMachine();
  const pairs = options.pairs.split(',');
  const played: Played[] = [];
  let stressor: ChildProcess | null = null;
  try {
    if (options.stress) stressor = startAdversary('bursts');
    for (let index = 0; index < Number(options.races); index++) {
      const adversary = options.adversary ? startAdversary(options.adversary) : null;
      const each = await play(pairs[index % pairs.length] ?? '', Number(options.seed) + index);
      adversary?.kill();
      played.push(each);
      if (options.record) {
        const kept = {
          ...each,
          ...{ workload: options.workload, effort: options.effort, seed: Number(options.seed) + index },
          ...{
            threads: Number(options.threads),
            stress: options.stress,
            adversary: options.adversary ?? null,
            fresh: options['import-each-trial'],
          },
          where: machineAndDate(),
        };
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
