/**
 * A QUICK race of two installed engines, all included. To reach on 2 cores: a verdict within 25 seconds.
 *
 *   node dist/bench/quick-race.js [mlp [INFERENCE [pytorch,tensorflow]]] [--import-each-trial] [--seed 1]
 *
 * `--import-each-trial`: every trial in a process that imports its framework itself, as in the other efforts.
 */
import { parseArgs } from 'node:util';
import { printMachine, printTable, race } from './support';
import type { RaceFact } from '../src/racing/race-fact';

function phaseSeconds(facts: readonly RaceFact[], runId: string): string {
  const trials = facts.flatMap((fact) => (fact.kind === 'trial' && fact.trial.runId === runId ? [fact.trial] : []));
  const sum = (pick: (trial: (typeof trials)[number]) => number) =>
    (trials.reduce((total, trial) => total + pick(trial), 0) / Math.max(1, trials.length) / 1e9).toFixed(2);
  const measured = sum(({ blocks }) => blocks.reduce((total, block) => total + block.elapsedNanoseconds, 0));
  const warm = sum(({ warmUpBlocks }) => warmUpBlocks.reduce((total, block) => total + block.elapsedNanoseconds, 0));
  return `spawn ${sum(({ phases }) => phases.spawnNanoseconds)} · import ${sum(({ phases }) => phases.importNanoseconds)} · initialise ${sum(({ phases }) => phases.initialiseNanoseconds)} · build ${sum(({ phases }) => phases.buildNanoseconds)} · first ${sum(({ phases }) => phases.compileNanoseconds + phases.firstResultNanoseconds)} · warm-up ${warm} · measured ${measured}`;
}

async function main(): Promise<void> {
  printMachine();
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { 'import-each-trial': { type: 'boolean', default: false }, seed: { type: 'string', default: '1' } },
  });
  const [workload = 'mlp', task = 'INFERENCE', entrants = 'pytorch,tensorflow'] = positionals;
  const names = entrants.split(',');
  const outcome = await race({
    workload,
    task: task as 'INFERENCE' | 'TRAINING',
    entrants: names,
    effort: 'QUICK',
    seed: Number(values.seed),
    importEachTrial: values['import-each-trial'],
  });
  const pair = outcome.analysis?.comparisons[0];
  printTable(
    ['race', 'wall', 'rounds', 'stopped by', 'verdict', 'ratio'],
    [
      [
        `${workload} ${task.toLowerCase()} ${names.join(' ')}`,
        `${outcome.wallSeconds.toFixed(1)} s`,
        outcome.analysis?.roundsCompleted ?? 0,
        outcome.reason,
        pair?.verdict ?? '',
        pair ? `${pair.ratio.value.toFixed(3)} (${pair.ratio.low.toFixed(3)} to ${pair.ratio.high.toFixed(3)})` : '',
      ],
    ],
  );
  console.log('');
  printTable(
    ['entrant', 'seconds per trial'],
    names.map((name, index) => [name, phaseSeconds(outcome.facts, `run-${index}`)]),
  );
  process.exitCode = outcome.wallSeconds <= 25 && pair && pair.verdict !== 'INCONCLUSIVE' ? 0 : 1;
}

void main();
