/** A/A: the same entrant twice, on the fake engine's noisy clock. A false verdict calls the two different. */
import { printMachine, printTable, race } from './support';

const RACES = Number(process.argv[2] ?? 30);

async function main(): Promise<void> {
  printMachine();
  const verdicts = new Map<string, number>();
  let rounds = 0;
  const begun = performance.now();
  for (let index = 0; index < RACES; index++) {
    const { analysis } = await race({
      workload: 'mlp',
      parameters: { inputs: 16, hidden1: 8, hidden2: 8 },
      batchSize: 4,
      task: 'INFERENCE',
      entrants: ['fake:steady', 'fake:steady'],
      effort: 'QUICK',
      seed: 1000 + index,
    });
    const verdict = analysis?.comparisons[0]?.verdict ?? 'none';
    verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
    rounds += analysis?.roundsCompleted ?? 0;
    process.stderr.write(`race ${index + 1}/${RACES}: ${verdict} after ${analysis?.roundsCompleted ?? 0} rounds\n`);
  }
  const count = (verdict: string) => verdicts.get(verdict) ?? 0;
  const wrong = count('BASELINE_FASTER') + count('CANDIDATE_FASTER');
  printTable(
    ['races', 'false verdicts', 'no practical difference', 'inconclusive', 'mean rounds', 'seconds in all'],
    [
      [
        RACES,
        wrong,
        count('NO_PRACTICAL_DIFFERENCE'),
        count('INCONCLUSIVE'),
        (rounds / RACES).toFixed(1),
        ((performance.now() - begun) / 1000).toFixed(0),
      ],
    ],
  );
  process.exitCode = wrong <= 2 ? 0 : 1;
}

void main();
