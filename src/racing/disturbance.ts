/** What else went on while a trial was measured. It is tagged and shown; nothing is left out because of it. */
import type { EnvironmentGradeName } from '../entities/race.entity';
import type { GpuStateFacts } from '../entities/trial.entity';
import type { HostCounters } from '../hardware/host-counters';
import type { Block } from '../protocol/block';
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

/** Of the time of a trial's blocks; null where it is not known. */
export interface Waiting {
  /** While a task waited for a processor. */
  readonly cpuShare: number | null;
  /** While all that was not idle waited for memory, or for the disk. */
  readonly memoryShare: number | null;
  readonly ioShare: number | null;
  /** Processors that others than the race had meanwhile, on average. */
  readonly foreignProcessors: number | null;
}

/** Who loses a tenth of its time to others is slower by five times what a race calls no practical difference. */
const WAITED_FOR_PROCESSORS = 0.1;
/** Without a lack of memory nobody waits for it at all. */
const WAITED_FOR_MEMORY = 0.01;
/** A worker reads nothing in its blocks: a log that is written beside them now and then is no disturbance. */
const WAITED_FOR_DISK = 0.1;

/**
 * Threads of one engine wait for processors as those of two programs do. Of that waiting no more can be due to others
 * than they had processors meanwhile, and none where the race was `alone`; where it is not known what they had, all of it.
 */
export function pressureTags({ cpuShare, memoryShare, ioShare, foreignProcessors }: Waiting, alone: boolean): string[] {
  const forOthers = cpuShare === null || alone ? 0 : Math.min(cpuShare, foreignProcessors ?? cpuShare);
  return [
    ...(forOthers > WAITED_FOR_PROCESSORS ? ['CPU_PRESSURE'] : []),
    ...(memoryShare !== null && memoryShare > WAITED_FOR_MEMORY ? ['MEMORY_PRESSURE'] : []),
    ...(ioShare !== null && ioShare > WAITED_FOR_DISK ? ['IO_PRESSURE'] : []),
  ];
}

/**
 * Of the clock of the race's fastest trial so far. Between it and 1 lie the steps of a turbo mode; heat, a cap on power and
 * a thrifty governor go below. nvbench takes the same share for GPUs.
 */
const SLOW_CLOCK_SHARE = 0.75;

export function clockTags(clockShare: number | null): string[] {
  return clockShare !== null && clockShare < SLOW_CLOCK_SHARE ? ['SLOW_CLOCK'] : [];
}

/**
 * What holds a GPU back against its own rules. A cap on its power (SW_POWER_CAP) is not among them: large products reach it
 * on a card in perfect order, and what it costs shows in the clock.
 */
const THROTTLING: ReadonlySet<string> = new Set([
  'HW_SLOWDOWN',
  'SW_THERMAL_SLOWDOWN',
  'HW_THERMAL_SLOWDOWN',
  'HW_POWER_BRAKE_SLOWDOWN',
]);

/** From its state while the entrant computed, and its clock as a share of that of the race's fastest trial so far. */
export function gpuTags({ clockReasons, foreignProcesses }: GpuStateFacts, clockShare: number | null): string[] {
  const held = clockReasons?.some((reason) => THROTTLING.has(reason)) ?? false;
  const slow = clockShare !== null && clockShare < SLOW_CLOCK_SHARE;
  return [
    ...(held || slow ? ['GPU_THROTTLED'] : []),
    ...(foreignProcesses !== null && foreignProcesses > 0 ? ['FOREIGN_GPU_PROCESS'] : []),
  ];
}

/** Of the processors' time while a round's blocks were measured: what the system's own services take. */
const ALONE_SHARE = 0.02;

/** ALONE where next to nothing else computed; null: it is not known. */
export function companyTags(foreignShare: number | null): string[] {
  return foreignShare !== null && foreignShare <= ALONE_SHARE ? ['ALONE'] : [];
}

/** Tags that are of the machine, not of the engine. */
export const HOST_TAGS: readonly string[] = [
  'STOLEN',
  'THROTTLED',
  'CPU_PRESSURE',
  'MEMORY_PRESSURE',
  'IO_PRESSURE',
  'SLOW_CLOCK',
  'GPU_THROTTLED',
  'FOREIGN_GPU_PROCESS',
];

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
