/** What every engine owes a race of a server: an open loop, whose requests wait for the slow ones before them. */
import { setTimeout } from 'node:timers/promises';
import type { EngineAdapter } from '../../src/engines/engine';
import { latenciesOf, latenessOf, nearestRank } from '../../src/statistics/request-times';
import type { WorkerBench, Work } from './worker-bench';

const MILLISECOND = 1e6;
const GAP = 10 * MILLISECOND;
const REQUESTS = 60;
const STALL_MILLISECONDS = 200;
/** Of the stall, in half of which a request that is due waits for at least as long. */
const LONG = (STALL_MILLISECONDS / 2) * MILLISECOND;

const evenly = Array.from({ length: REQUESTS }, (_, index) => index * GAP);

export function defineServing(adapter: EngineAdapter, bench: () => WorkerBench, work: Work): void {
  it('serves what is due at once one after the other, each waiting for all before it', async () => {
    const { session } = await bench().startPrepared(adapter, work);
    const scheduledNanoseconds = Array.from({ length: 8 }, () => 0);
    const { block, ...served } = await session.serve({ scheduledNanoseconds, rewarmIterations: 2 });
    expect(block).toMatchObject({ iterations: 8, elapsedNanoseconds: served.completedNanoseconds.at(-1) });
    const latencies = latenciesOf({ scheduledNanoseconds, ...served });
    const service = latenciesOf({ ...served, scheduledNanoseconds: served.issuedNanoseconds });
    const altogether = service.reduce((sum, one) => sum + one, 0);
    expect(latencies).toEqual([...latencies].sort((a, b) => a - b));
    expect(latencies.at(-1)).toBeGreaterThanOrEqual(altogether);
    await session.close();
  });

  // On a scripted clock nothing stalls.
  if (adapter.hidden) return;
  it('lets nobody off for a stall: what came due meanwhile waited, which a closed loop would not say', async () => {
    const { session, ready } = await bench().startPrepared(adapter, work);
    const serving = session.serve({ scheduledNanoseconds: evenly, rewarmIterations: 2 });
    await setTimeout(150);
    process.kill(ready.pid, 'SIGSTOP');
    await setTimeout(STALL_MILLISECONDS);
    process.kill(ready.pid, 'SIGCONT');
    const { block: _, ...served } = await serving;
    const times = { ...served, scheduledNanoseconds: evenly };
    const long = (latencies: readonly number[]) => latencies.filter((latency) => latency >= LONG).length;
    const waited = long(latenciesOf(times));
    // Ten of them came due in its first half.
    expect(waited).toBeGreaterThanOrEqual(8);
    // In a closed loop only that one would have taken long, or none, had nobody asked just then.
    const alone = long(latenciesOf({ ...served, scheduledNanoseconds: served.issuedNanoseconds }));
    expect(waited - alone).toBeGreaterThanOrEqual(6);
    // And its generator is in time for most of them, whatever else this machine does.
    expect(nearestRank(latenessOf(times), 50)).toBeLessThan(MILLISECOND);
    await session.close();
  });
}
