/** Whether an open loop can have gone as a worker tells: nothing before it was due, one request at a time. */
import type { PrepareMessage, ServedMessage, ServeMessage } from '../protocol/messages';

/** Null where it can. */
export function servedProblem(
  { batchCount }: Pick<PrepareMessage, 'batchCount'>,
  { request, scheduledNanoseconds }: ServeMessage,
  { request: answered, block, issuedNanoseconds, completedNanoseconds }: ServedMessage,
): string | null {
  if (answered !== request) return `it answered request ${answered} where ${request} was asked`;
  const count = scheduledNanoseconds.length;
  if (block.iterations !== count)
    return `it ran ${block.iterations} iterations where ${count} requests were to be served`;
  if (issuedNanoseconds.length !== count || completedNanoseconds.length !== count) {
    return `it gave the times of ${issuedNanoseconds.length} and ${completedNanoseconds.length} of ${count} requests`;
  }
  if (block.batch >= batchCount) return `it ends with batch ${block.batch} of ${batchCount}`;
  let free = 0;
  for (const [index, scheduled] of scheduledNanoseconds.entries()) {
    const [issued = NaN, completed = NaN] = [issuedNanoseconds[index], completedNanoseconds[index]];
    if (issued < scheduled) return 'it served a request before it was due';
    if (issued < free) return 'it served a request while another was going on';
    if (completed < issued) return 'it completed a request before it was issued';
    free = completed;
  }
  return free > block.elapsedNanoseconds ? 'its requests took longer than all of them together' : null;
}
