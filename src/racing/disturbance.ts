/** What else went on while a trial was measured. It is tagged and shown; nothing is left out because of it. */
import type { EnvironmentGradeName } from '../entities/race.entity';
import type { HostCounters } from '../hardware/host-counters';
import type { Block } from '../protocol/messages';
import { NANOSECONDS_PER_SECOND } from './block-codec';

/** Of all CPU time while the trial's blocks were measured. */
const STOLEN_SHARE = 0.01;
/** Grade B up to here. */
const DISTURBED_SHARE = 0.05;
/**
 * Involuntary switches that a block may have and count as quiet: a worker that is alone on its processors is
 * interrupted by the kernel's own threads now and then; one that shares them loses them every few milliseconds.
 */
const QUIET_SWITCHES = 2;
const QUIET_SWITCHES_PER_SECOND = 100;

/** Tags of a trial, from what the host counted during its blocks. */
export function hostTags({ stealTicks, allTicks, throttledPeriods }: HostCounters): string[] {
  const stolen = stealTicks !== null && allTicks !== null && stealTicks > STOLEN_SHARE * allTicks;
  const throttled = throttledPeriods !== null && throttledPeriods > 0;
  return [...(stolen ? ['STOLEN'] : []), ...(throttled ? ['THROTTLED'] : [])];
}

/** Of the processors' time while a round's blocks were measured: what the system's own services take. */
const ALONE_SHARE = 0.02;

/** ALONE where next to nothing else computed; null: it is not known. */
export function companyTags(foreignShare: number | null): string[] {
  return foreignShare !== null && foreignShare <= ALONE_SHARE ? ['ALONE'] : [];
}

/** Tags that are of the machine, not of the engine. */
export const HOST_TAGS: readonly string[] = ['STOLEN', 'THROTTLED'];

type BlockFacts = Pick<Block, 'elapsedNanoseconds' | 'involuntarySwitches' | 'majorFaults'>;

/** Its worker waited for the disk, or lost its processor to another process more often than on a quiet machine. */
export function isDisturbed(block: BlockFacts): boolean {
  const seconds = block.elapsedNanoseconds / NANOSECONDS_PER_SECOND;
  return (
    block.majorFaults > 0 || block.involuntarySwitches > Math.max(QUIET_SWITCHES, QUIET_SWITCHES_PER_SECOND * seconds)
  );
}

/** A trial as the grade sees it. */
export interface GradedTrial {
  readonly tags: readonly string[];
  readonly blocks: readonly BlockFacts[];
}

/** Where nothing else computed, a worker lost its processor to threads of its own: that is how its engine works. */
function disturbedBlocks({ tags, blocks }: GradedTrial): number {
  if (tags.some((tag) => HOST_TAGS.includes(tag))) return blocks.length;
  const alone = tags.includes('ALONE');
  return blocks.filter((block) => (alone ? block.majorFaults > 0 : isDisturbed(block))).length;
}

/**
 * A where no block was disturbed, B where fewer than 5 % were, C otherwise (method.md §1.10); all blocks of a trial
 * with a tag of the host count. Null without a block.
 */
export function environmentGrade(trials: readonly GradedTrial[]): EnvironmentGradeName | null {
  let [all, disturbed] = [0, 0];
  for (const trial of trials) {
    all += trial.blocks.length;
    disturbed += disturbedBlocks(trial);
  }
  if (all === 0) return null;
  if (disturbed === 0) return 'A';
  return disturbed < DISTURBED_SHARE * all ? 'B' : 'C';
}
