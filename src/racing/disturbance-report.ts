/** What disturbed a race, in words, with how much of it was disturbed and what helps: the grade, explained. */
import { HOST_TAGS, isDisturbed, type GradedTrial } from './disturbance';

export interface DisturbanceFacts {
  /** A tag of the trials, or PREEMPTED or MAJOR_FAULTS of single blocks. */
  readonly code: string;
  /** Part of the race's blocks, above 0, at most 1. */
  readonly blockShare: number;
  readonly message: string;
}

/** What came to pass while so many of the blocks were measured, and what to do about it. */
const WORDS: Readonly<Record<string, readonly [what: string, advice: string]>> = {
  STOLEN: [
    "the hypervisor gave more than 1 % of the processors' time to others",
    'Race on a machine whose processors are its own.',
  ],
  THROTTLED: [
    'the control group had used up its share of the processors and was stopped',
    'Raise the limit of the container, or let the race use fewer threads.',
  ],
  CPU_PRESSURE: [
    'tasks waited for a processor for more than a tenth of the time, as other programs had it',
    'End other programs, or let the race use fewer threads.',
  ],
  MEMORY_PRESSURE: [
    'everything waited for memory for more than 1 % of the time',
    'End other programs, raise the limit of the container, or race something smaller.',
  ],
  IO_PRESSURE: [
    'everything waited for the disk for more than a tenth of the time',
    'End what reads or writes it: copies, backups, downloads.',
  ],
  SLOW_CLOCK: [
    'the processors were clocked below 75 % of what they reached in this race',
    'Look at cooling and at the power settings: the governor `performance` keeps the clock up.',
  ],
  GPU_THROTTLED: [
    'the GPU was slowed down by heat or power, or clocked below 75 % of what it reached in this race',
    'Look at its cooling and its power limit, or fix its clock.',
  ],
  FOREIGN_GPU_PROCESS: ['other processes held the GPU as well', 'End them: nvidia-smi lists them.'],
  PREEMPTED: [
    'the worker lost its processor again and again',
    'End other programs, or let the race use fewer threads.',
  ],
  MAJOR_FAULTS: ['the worker waited for the disk for its own memory', 'Give the machine more memory to spare.'],
};

/** In the order of the table above; nothing of a race that nothing disturbed. */
export function disturbancesOf(trials: readonly GradedTrial[]): DisturbanceFacts[] {
  const all = trials.reduce((sum, { blocks }) => sum + blocks.length, 0);
  return Object.entries(WORDS).flatMap(([code, [what, advice]]) => {
    const blocks = trials.reduce((sum, trial) => sum + disturbedBy(code, trial), 0);
    if (blocks === 0) return [];
    const message = `While ${blocks} of ${all} blocks were measured, ${what}. ${advice}`;
    return [{ code, blockShare: blocks / all, message }];
  });
}

/** How many blocks of a trial. */
function disturbedBy(code: string, { tags, blocks }: GradedTrial): number {
  if (HOST_TAGS.includes(code)) return tags.includes(code) ? blocks.length : 0;
  if (code === 'MAJOR_FAULTS') return blocks.filter(({ majorFaults }) => majorFaults > 0).length;
  if (tags.includes('ALONE')) return 0;
  return blocks.filter((block) => isDisturbed({ ...block, majorFaults: 0 })).length;
}
