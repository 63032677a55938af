/** How much the losses of training leave open, because float32 cannot tell on which side of a kink some values are (decision 41). */
import type { Graph, NodeKind } from '../protocol/graph';
import type { PrecisionName, TaskName } from '../protocol/messages';
import { lossError, stepLossError, type ReferenceResult } from './parity';

/** Kinds whose slope jumps. */
const KINKED = new Set<NodeKind>(['relu', 'maxPool']);

/**
 * Whether a value may be so near to a kink that either of its slopes is right. The bounds of lower precisions are wide
 * enough for many such values at once.
 */
export function mayBeInDoubt(graph: Graph, task: TaskName, precision: PrecisionName): boolean {
  return task === 'TRAINING' && precision === 'FLOAT32' && graph.nodes.some(({ kind }) => KINKED.has(kind));
}

type Losses = Pick<ReferenceResult, 'losses' | 'stepLosses'>;

/** How far the two sides of all kinks in doubt are apart, as the errors of an engine are counted. */
export function kinkDoubt(otherSide: Losses, reference: Losses): number {
  return Math.max(
    lossError(otherSide.losses, reference.losses ?? []),
    stepLossError(otherSide.stepLosses, reference.stepLosses ?? []),
  );
}
