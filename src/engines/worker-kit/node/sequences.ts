/** Sequences whose lengths differ: each batch is as long as its own, and engines may trace or compile anew for that. */
import type { Graph } from '../../../protocol/graph';
import { UnsupportedWork } from './work';

/** Whether one batch may be longer than another. */
export function varies({ inputs }: Graph): boolean {
  return inputs.some(({ role }) => role === 'VARYING');
}

/** Throws `UnsupportedWork` for recurrent layers that are to leave out what is not there. */
export function refusePacked({ nodes }: Graph, engine: string): void {
  for (const node of nodes) {
    if ('lengths' in node && node.lengths !== undefined) {
      const reason = `${engine} has no layer that computes only what is there: use EXACT, BUCKET or PAD`;
      throw new UnsupportedWork(node.id, reason);
    }
  }
}
