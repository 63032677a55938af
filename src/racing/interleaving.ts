/**
 * Whether the entrants of a round are alive together (method.md §1.2). RESIDENT is the rule: blocks that alternate
 * within milliseconds see the same machine. EXCLUSIVE, one process at a time, is for entrants that cannot be alive
 * together; its intervals are two to two and a half times as wide.
 */
import type { WarningFacts } from '../entities/race.entity';
import { compulsoryBytes } from '../workloads/graph-facts';
import { tensorBytes } from '../workloads/tensors';
import type { RacePlan } from './race-plan';

export type InterleavingName = 'RESIDENT' | 'EXCLUSIVE';

export interface InterleavingQuestion {
  readonly onGpu: boolean;
  /** Of the machine. */
  readonly memoryBytes: number;
  /** What an entrant of which nothing has been measured will hold. */
  readonly expectedBytes: number;
  readonly entrants: readonly {
    readonly preallocatesDeviceMemory: boolean;
    /** Most that one of its processes held so far; null before it was measured. */
    readonly peakResidentBytes: number | null;
  }[];
}

/** Part of the memory that processes which are alive together may fill. */
const MEMORY_SHARE = 0.6;
/** A framework that has been loaded, without any work (measured: 0.3 to 0.8 GiB). */
const FRAMEWORK_BYTES = 0.6 * 2 ** 30;
/** The file is held as it was read and as the framework's copy. */
const COPIES = 2;

/** Null where they can be alive together, else the reason why not, for the race's warning. */
export function reasonForExclusive(question: InterleavingQuestion): string | null {
  const { onGpu, entrants, memoryBytes, expectedBytes } = question;
  if (entrants.length < 2) return null;
  const preallocating = entrants.filter((entrant) => entrant.preallocatesDeviceMemory).length;
  if (onGpu && preallocating > 0) return 'an engine among them takes most of the memory of the GPU when it starts';
  const together = entrants.reduce((sum, { peakResidentBytes }) => sum + (peakResidentBytes ?? expectedBytes), 0);
  if (together <= MEMORY_SHARE * memoryBytes) return null;
  return `together they would hold ${gibibytes(together)} of the ${gibibytes(memoryBytes)} of memory`;
}

/** An estimate for the first round; from the second on, what was measured counts. */
export function expectedMemoryBytes(
  { graph, task, precision }: Pick<RacePlan, 'graph' | 'task' | 'precision'>,
  batchCount: number,
): number {
  return FRAMEWORK_BYTES + COPIES * tensorBytes(graph, batchCount) + compulsoryBytes(graph, task, precision);
}

export function exclusiveWarning(reason: string): WarningFacts {
  const message = `The entrants took turns, one process at a time, because ${reason}: its intervals are wider than those of entrants that alternate block by block.`;
  return { code: 'EXCLUSIVE_INTERLEAVING', message, runId: null };
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
