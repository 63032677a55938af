/** A QUICK race of two installed engines, all included. To reach: a verdict within 2 minutes on 2 cores. */
import { printMachine, printTable, race } from './support';
import type { RaceFact } from '../src/racing/race-fact';

function phaseSeconds(facts: readonly RaceFact[], runId: string): string {
  const trials = facts.flatMap((fact) => (fact.kind === 'trial' && fact.trial.runId === runId ? [fact.trial] : []));
  const sum = (pick: (trial: (typeof trials)[number]) => number) =>
    (trials.reduce((total, trial) => total + pick(trial), 0) / Math.max(1, trials.length) / 1e9).toFixed(2);
  const measured = sum(({ blocks }) => blocks.reduce((total, block) => total + block.elapsedNanoseconds, 0));
  const warm = sum(({ warmUpBlocks }) => warmUpBlocks.reduce((total, block) => total + block.elapsedNanoseconds, 0));
  return `import ${sum(({ phases }) => phases.importNanoseconds)} · build ${sum(({ phases }) => phases.buildNanoseconds)} · warm-up ${warm} · measured ${measured}`;
}

async function main(): Promise<void> {
  printMachine();
  const [workload = 'mlp', task = 'INFERENCE', entrants = 'pytorch,tensorflow'] = process.argv.slice(2);
  const names = entrants.split(',');
  const outcome = await race({
    workload,
    task: task as 'INFERENCE' | 'TRAINING',
    entrants: names,
    effort: 'QUICK',
    seed: 1,
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
  process.exitCode = outcome.wallSeconds <= 120 && pair && pair.verdict !== 'INCONCLUSIVE' ? 0 : 1;
}

void main();
