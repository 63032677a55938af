/** Runs with made-up blocks, as the analysis takes them. */
import type { AnalysisInput, PairAnalysis, QuestionName, RunSample } from '../../src/statistics/analysis';
import { Random, times } from './random';

export interface RunOptions {
  readonly runId: string;
  readonly seconds: number;
  readonly rounds?: number;
  readonly noise?: number;
  readonly blocks?: (seconds: number) => number[];
  readonly notSteadyRound?: number;
  readonly drift?: number;
}

/** Seeded trials of one run around a typical time, with a little noise between and within them. */
export function run(options: RunOptions): RunSample {
  const random = new Random(options.runId.length * 7 + Math.round(options.seconds * 1e6));
  const blocks = options.blocks ?? ((seconds) => times(10, () => seconds * Math.exp(0.001 * random.gaussian())));
  const trials = times(options.rounds ?? 12, (index) => {
    const own = (options.noise ?? 0.003) * random.gaussian() + (options.drift ?? 0) * index;
    const notSteady = options.notSteadyRound === index + 1;
    return { round: index + 1, blockSeconds: blocks(options.seconds * Math.exp(own)), notSteady };
  });
  return { runId: options.runId, trials };
}

export function input(runs: readonly RunSample[], question: QuestionName = 'BEST'): AnalysisInput {
  return { runs, question, practicalDifference: 0.02, confidence: 0.95 };
}

export const FAST = run({ runId: 'fast', seconds: 0.01 });
export const SAME = run({ runId: 'same', seconds: 0.01001 });
export const SLOW = run({ runId: 'slow', seconds: 0.012 });
export const SLOWEST = run({ runId: 'slowest', seconds: 0.03 });

/** Throws where the pair is not there, this way round. */
export function pairOf(pairs: readonly PairAnalysis[], baseline: string, candidate: string): PairAnalysis {
  const found = pairs.find((pair) => pair.baselineRunId === baseline && pair.candidateRunId === candidate);
  if (!found) throw new Error(`no pair ${baseline} ${candidate}`);
  return found;
}
