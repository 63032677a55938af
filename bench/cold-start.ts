/**
 * What starts cost with empty compilation caches and with warm ones, one row each, and when what starts later has
 * caught up.
 *
 *   node dist/bench/cold-start.js pytorch:compile,pytorch [--workload mlp] [--caches EMPTY,WARM] [--rounds 3] [--seed 1]
 *
 * `--rounds`: the race is cut short after so many; without it, it goes on to its end.
 */
import { parseArgs } from 'node:util';
import { printMachine, printTable, race, type RaceOutcome } from './support';
import type { CompilationCachesName } from '../src/entities/race.entity';
import { NANOSECONDS_PER_SECOND } from '../src/racing/block-codec';
import type { MeasuredTrial } from '../src/racing/race-fact';
import { afterStartOf, timeToFirstResultSeconds } from '../src/racing/metric';
import { median } from '../src/statistics/descriptive';
import { formatCount } from '../src/statistics/format';

const seconds = (values: readonly number[]): string => median(values).toFixed(2);

function rowOf(name: string, caches: string, trials: readonly MeasuredTrial[], said: string): (string | number)[] {
  const phase = (of: keyof MeasuredTrial['phases']) =>
    seconds(trials.map(({ phases }) => phases[of] / NANOSECONDS_PER_SECOND));
  const after = trials.flatMap(({ blocks, warmUpBlocks }) => afterStartOf(blocks, warmUpBlocks) ?? []);
  const starts = trials.map(timeToFirstResultSeconds);
  const toSteady = starts.map((start, index) => start + (after[index]?.excessSeconds ?? Number.NaN));
  const steadyMilliseconds = 1000 * median(after.map(({ secondsPerIteration }) => secondsPerIteration));
  return [
    ...[name, caches, trials.length, phase('importNanoseconds'), phase('initialiseNanoseconds')],
    ...[phase('buildNanoseconds'), phase('compileNanoseconds'), phase('firstResultNanoseconds')],
    ...[seconds(starts), seconds(toSteady), `${steadyMilliseconds.toPrecision(3)} ms`, said],
  ];
}

function rowsOf(names: readonly string[], caches: string, { facts }: RaceOutcome): (string | number)[][] {
  return names.map((name, index) => {
    const runId = `run-${index}`;
    const trials = facts.flatMap((fact) => (fact.kind === 'trial' && fact.trial.runId === runId ? [fact.trial] : []));
    const described = facts.findLast((fact) => fact.kind === 'described' && fact.runId === runId);
    const settings = described?.kind === 'described' ? described.settings : [];
    return rowOf(name, caches, trials, settings.find(({ name: of }) => of === 'compilationCaches')?.value ?? '');
  });
}

function breakEvenOf(names: readonly string[], { analysis }: RaceOutcome): string {
  const [pair] = analysis?.comparisons ?? [];
  if (!pair?.breakEven) return 'none known';
  const { iterations, runId } = pair.breakEven;
  const { value, low, high } = formatCount(iterations);
  return `${names[Number(runId.slice('run-'.length))] ?? ''} after ${value} iterations (${low} to ${high}, confidence ${iterations.confidence.toFixed(3)})`;
}

async function main(): Promise<void> {
  printMachine();
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      workload: { type: 'string', default: 'mlp' },
      caches: { type: 'string', default: 'EMPTY,WARM' },
      rounds: { type: 'string' },
      seed: { type: 'string', default: '1' },
    },
  });
  const names = (positionals[0] ?? 'pytorch:compile,pytorch').split(',');
  const rows: (string | number)[][] = [];
  const said: string[] = [];
  for (const compilationCaches of values.caches.split(',') as CompilationCachesName[]) {
    const outcome = await race({
      ...{ workload: values.workload, task: 'INFERENCE', entrants: names, effort: 'STANDARD', compilationCaches },
      seed: Number(values.seed),
      ...(values.rounds === undefined ? {} : { rounds: Number(values.rounds) }),
    });
    const wall = `${outcome.analysis?.roundsCompleted ?? 0} rounds in ${outcome.wallSeconds.toFixed(0)} s`;
    rows.push(...rowsOf(names, compilationCaches, outcome));
    said.push(`${compilationCaches}: ${wall}; caught up: ${breakEvenOf(names, outcome)}.`);
  }
  const phases = ['import', 'initialise', 'build', 'compile', 'first result'];
  printTable(
    ['entrant', 'caches', 'trials', ...phases, 'time to first result', 'time to steady', 'then', 'files'],
    rows,
  );
  console.log(`\n${said.join('\n')}`);
}

void main();
