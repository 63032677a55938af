/** What a trial's energy is, from what was read of the counter; pure, so that stored trials can be judged again. */
import type { EnergyFacts } from '../entities/trial.entity';

/** method.md §1.10: the counters of GPUs move a few times in a second, and one iteration says little. */
export const FEWEST_ITERATIONS = 100;

/** Beyond what the machine takes idle; with noise it may come out negative. */
export function netJoules({ grossJoules, idleWatts, seconds }: EnergyFacts): number {
  return grossJoules - idleWatts * seconds;
}

/** NaN where no energy beyond that of an idle machine was found: not known, and not 0. */
export function joulesPerItem(energy: EnergyFacts | null): number {
  if (energy === null) return Number.NaN;
  const net = netJoules(energy);
  return net > 0 ? net / energy.items : Number.NaN;
}

/** Of the time that is counted: more would be energy of something else than the iterations. */
const MOST_BETWEEN_BLOCKS = 0.1;

/**
 * NO_NET_ENERGY: it has no number, and its round is not compared. FEW_ITERATIONS: it has one of fewer than 100. GAPS:
 * much of the time that was counted lay between its blocks.
 */
export function energyTags(energy: EnergyFacts | null): string[] {
  if (energy === null) return [];
  return [
    ...(netJoules(energy) > 0 ? [] : ['NO_NET_ENERGY']),
    ...(energy.blockSeconds < (1 - MOST_BETWEEN_BLOCKS) * energy.seconds ? ['GAPS'] : []),
    ...(energy.iterations < FEWEST_ITERATIONS ? ['FEW_ITERATIONS'] : []),
  ];
}
