/** Fewer or more blocks per trial, once a race has shown what its rounds cost and how they vary. */
import type { TrialSample } from '../statistics/analysis';
import { plannedBlocks } from '../statistics/block-plan';
import { median } from '../statistics/descriptive';
import { LOOKS } from '../statistics/looks';
import { REWARM_SHARE } from './awake';
import type { EffortPlan } from './effort';
import type { InterleavingName } from './interleaving';

/**
 * Where the first look does not end a race it goes on for several rounds; before it, more blocks would only delay the
 * look (docs/decisions/0018).
 */
export const [REPLANNED_AFTER] = LOOKS;

export interface Learnt {
  readonly entrants: readonly {
    readonly trials: readonly TrialSample[];
    /** Null where the size of its blocks is not settled. */
    readonly iterationsPerBlock: number | null;
  }[];
  /** Of the last round, from its start to its end. */
  readonly roundSeconds: number;
  readonly interleaving: InterleavingName;
}

/** Null where it cannot be told. */
export function replannedBlocks({ entrants, roundSeconds, interleaving }: Learnt, effort: EffortPlan): number | null {
  const passSeconds = entrants.reduce((sum, { trials, iterationsPerBlock }) => {
    return sum + median(trials.at(-1)?.blockSeconds ?? []) * (iterationsPerBlock ?? Number.NaN) * (1 + REWARM_SHARE);
  }, 0);
  if (!(passSeconds > 0)) return null;
  const blocks = entrants[0]?.trials.at(-1)?.blockSeconds.length ?? 0;
  return plannedBlocks({
    runs: entrants.map(({ trials }) => trials.map(({ blockSeconds }) => blockSeconds)),
    paired: interleaving === 'RESIDENT',
    startsPerPass: roundSeconds / passSeconds - blocks,
    minimumBlocks: effort.minimumBlocks,
    maximumBlocks: effort.maximumBlocks,
  });
}
