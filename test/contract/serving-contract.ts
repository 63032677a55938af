/** What every engine owes a race of a server: an open loop, whose requests wait for the slow ones before them. */
import { setTimeout } from 'node:timers/promises';
import type { EngineAdapter } from '../../src/engines/engine';
import type { WorkerSession } from '../../src/engines/worker-session';
import { latenciesOf, latenessOf, nearestRank, type RequestTimes } from '../../src/statistics/request-times';
import { smallMlp } from './graphs';
import type { WorkerBench, Work } from './worker-bench';

const MILLISECOND = 1e6;
const GAP = 10 * MILLISECOND;
const STALL_MILLISECONDS = 200;
/** Of the stall, in half of which a request that is due waits for at least as long. */
const LONG = (STALL_MILLISECONDS / 2) * MILLISECOND;
/**
 * Milliseconds before the stall, one attempt after the other: on a busy machine the first requests may come later than
 * the first of these, and a stall before them shows nothing.
 */
const BEFORE_MILLISECONDS = [150, 300, 600, 1200] as const;

/** Some engines take minutes to compile every kind of node. */
const WORK: Work = { graph: smallMlp, task: 'INFERENCE' };

/** In one process: most of what this takes is its start. */
export function defineServing(adapter: EngineAdapter, bench: () => WorkerBench): void {
  it('serves in an open loop: each waits for all before it, also for a stall, which a closed loop would not say', async () => {
    const { session, ready } = await bench().startPrepared(adapter, WORK);
    await expectOneAfterTheOther(session);
    // On a scripted clock nothing stalls.
    if (!adapter.hidden) await expectStallToBeWaitedFor(session, ready.pid);
    await session.close();
  });
}

async function expectOneAfterTheOther(session: WorkerSession): Promise<void> {
  const scheduledNanoseconds = Array.from({ length: 8 }, () => 0);
  const { block, ...served } = await session.serve({ scheduledNanoseconds, rewarmIterations: 2 });
  expect(block).toMatchObject({ iterations: 8, elapsedNanoseconds: served.completedNanoseconds.at(-1) });
  const latencies = latenciesOf({ scheduledNanoseconds, ...served });
  const service = latenciesOf({ ...served, scheduledNanoseconds: served.issuedNanoseconds });
  const altogether = service.reduce((sum, one) => sum + one, 0);
  expect(latencies).toEqual([...latencies].sort((a, b) => a - b));
  expect(latencies.at(-1)).toBeGreaterThanOrEqual(altogether);
}

async function expectStallToBeWaitedFor(session: WorkerSession, pid: number): Promise<void> {
  for (const [index, beforeMilliseconds] of BEFORE_MILLISECONDS.entries()) {
    const times = await stalledAfter(beforeMilliseconds, session, pid);
    const inTime = nearestRank(latenessOf(times), 50) < MILLISECOND;
    if (index < BEFORE_MILLISECONDS.length - 1 && !(stoppedWhileServing(times) && inTime)) continue;
    const long = (latencies: readonly number[]) => latencies.filter((latency) => latency >= LONG).length;
    const waited = long(latenciesOf(times));
    // Ten of them came due in its first half.
    expect(waited).toBeGreaterThanOrEqual(8);
    // In a closed loop only that one would have taken long, or none, had nobody asked just then.
    const alone = long(latenciesOf({ ...times, scheduledNanoseconds: times.issuedNanoseconds }));
    expect(waited - alone).toBeGreaterThanOrEqual(6);
    // And its generator is in time for most of them, whatever else this machine does.
    expect(nearestRank(latenessOf(times), 50)).toBeLessThan(MILLISECOND);
    return;
  }
}

/** What it serves while its process is stopped for a while, in the first half of its requests. */
async function stalledAfter(beforeMilliseconds: number, session: WorkerSession, pid: number): Promise<RequestTimes> {
  const requests = (4 * beforeMilliseconds * MILLISECOND) / GAP;
  const scheduledNanoseconds = Array.from({ length: requests }, (_, index) => index * GAP);
  const serving = session.serve({ scheduledNanoseconds, rewarmIterations: 2 });
  await setTimeout(beforeMilliseconds);
  process.kill(pid, 'SIGSTOP');
  await setTimeout(STALL_MILLISECONDS);
  process.kill(pid, 'SIGCONT');
  const { block: _, ...served } = await serving;
  return { ...served, scheduledNanoseconds };
}

/** Whether its whole stop came between two answers, whoever counts the waiting, and not at the very end. */
function stoppedWhileServing({ completedNanoseconds }: RequestTimes): boolean {
  const early = completedNanoseconds.slice(0, Math.ceil(completedNanoseconds.length * 0.75));
  return early.some(
    (completed, index) => completed - (early[index - 1] ?? 0) >= 0.9 * STALL_MILLISECONDS * MILLISECOND,
  );
}
