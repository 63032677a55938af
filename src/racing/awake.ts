/** A worker is frozen whenever nobody asks it anything. */
import type { WorkerSession } from '../engines/worker-session';
import type { Block } from '../protocol/block';

/** Part of a block's iterations that are run untimed after a freeze (method.md §1.2). */
export const REWARM_SHARE = 0.1;

export function rewarmIterations(iterationsPerBlock: number): number {
  return Math.max(1, Math.ceil(iterationsPerBlock * REWARM_SHARE));
}

/** Thaws it, measures, and freezes it again. Rejects with `WorkerFailure` as `measure` does. */
export async function measureAwake(
  session: WorkerSession,
  message: Parameters<WorkerSession['measure']>[0],
): Promise<Block[]> {
  session.thaw();
  const blocks = await session.measure(message);
  session.freeze();
  return blocks;
}
