/**
 * An open loop: requests come when they are due, whether or not those before them are answered. One is computed at a
 * time, so whatever is late holds up what comes behind it, and that shows in their times from when they were due.
 * (worker-kit/python/open_loop.py does the same.)
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Meter } from './meter';

export interface ServedRequests {
  /** On the meter's clock. */
  readonly begin: bigint;
  readonly issued: readonly bigint[];
  readonly completed: readonly bigint[];
}

/** `iterate`: one request, its result waited for. `scheduled`: ascending, in nanoseconds from the begin. */
export async function openLoop(
  iterate: () => Promise<void>,
  meter: Meter,
  scheduled: readonly number[],
): Promise<ServedRequests> {
  const wait = meter.waitUntil ?? waitOnClock;
  const issued: bigint[] = [];
  const completed: bigint[] = [];
  const begin = meter.begin();
  for (const nanoseconds of scheduled) {
    const due = begin + BigInt(nanoseconds);
    let now = meter.begin();
    if (now < due) {
      await wait(due);
      now = meter.begin();
    }
    issued.push(now);
    await iterate();
    completed.push(meter.end());
  }
  return { begin, issued, completed };
}

const NANOSECONDS_PER_MILLISECOND = 1e6;
/** A timer is late by up to one of its milliseconds, on a busy machine by more: the rest is waited for on the clock. */
const SPUN_MILLISECONDS = 2;

async function waitOnClock(due: bigint): Promise<void> {
  const milliseconds = Number(due - process.hrtime.bigint()) / NANOSECONDS_PER_MILLISECOND;
  if (milliseconds > SPUN_MILLISECONDS + 1) await sleep(milliseconds - SPUN_MILLISECONDS);
  while (process.hrtime.bigint() < due);
}
