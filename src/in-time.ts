import { setTimeout as sleep } from 'node:timers/promises';

/** What the promise settles with, or `late` after so long; what was waited for goes on by itself. */
export async function inTime<T, Late>(promise: Promise<T>, milliseconds: number, late: Late): Promise<T | Late> {
  const timer = new AbortController();
  const tooLate = sleep(milliseconds, late, { signal: timer.signal }).catch(() => late);
  try {
    return await Promise.race([promise, tooLate]);
  } finally {
    timer.abort();
  }
}
