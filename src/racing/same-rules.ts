/** Checks of what a worker says about how it will work, before it is timed; each failure has the name of its check. */
import type { FailureFacts, NamedValue } from '../entities/race.entity';
import type { Graph } from '../protocol/graph';
import type { Block } from '../protocol/block';
import type { PreparedMessage } from '../protocol/messages';
import { graphFacts } from '../workloads/graph-facts';
import { parameterCountFailure, threadsFailure } from './run-failure';

/** Null where the worker keeps the rules. */
export function brokenRule(prepared: PreparedMessage, graph: Graph, threads: number): FailureFacts | null {
  const expected = graphFacts(graph).parameterCount;
  if (prepared.parameterCount !== expected) return parameterCountFailure(prepared.parameterCount, expected);
  const reported = threadsOf(prepared.settings);
  return reported !== null && reported !== threads ? threadsFailure(String(reported), threads) : null;
}

/** The number that the engine read back; null where it cannot be read. */
function threadsOf(settings: readonly NamedValue[]): number | null {
  const match = /^\d+/.exec(settings.find(({ name }) => name === 'threads')?.value ?? '');
  return match ? Number(match[0]) : null;
}

/** Reading a result again may take a little less time than the first reading, for caches: this much means nothing. */
const HARMLESS_DRAIN_NANOSECONDS = 5e6;
const HARMLESS_DRAIN_SHARE = 0.5;
const FEWEST_BLOCKS = 3;

/** Whether the block was still being computed when it was said to be over. */
export function isDraining({ drainNanoseconds, elapsedNanoseconds }: Block): boolean {
  return drainNanoseconds > Math.max(HARMLESS_DRAIN_NANOSECONDS, HARMLESS_DRAIN_SHARE * elapsedNanoseconds);
}

/**
 * Whether most of the blocks were still being computed when they were said to be over: the result of a finished
 * block is read as fast the first time as the second (`Block.drainNanoseconds`).
 */
export function isUnsynchronised(blocks: readonly Block[]): boolean {
  const draining = blocks.filter(isDraining);
  return blocks.length >= FEWEST_BLOCKS && draining.length > blocks.length / 2;
}
