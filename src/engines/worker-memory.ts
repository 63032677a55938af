/** Did the worker die for want of memory? Nobody says so outright; this is what can be told, and how surely. */
import * as fs from 'node:fs';
import type { FailedMessage } from '../protocol/messages';
import type { ExitFacts } from './worker-process';

/** How often the kernel of this host has killed for memory since it started; null where it does not say. */
export function oomKillCount(): number | null {
  try {
    const match = /^oom_kill (\d+)$/m.exec(fs.readFileSync('/proc/vmstat', 'utf8'));
    return match ? Number(match[1]) : null;
  } catch {
    return null;
  }
}

const SIGKILL_EXIT_CODE = 137;
const LAST_WORDS = /out of memory|std::bad_alloc|MemoryError|cannot allocate memory|can't allocate memory/i;
const REPORTED =
  /OutOfMemory|MemoryError|ResourceExhausted|bad_alloc|out of memory|ERR_MEMORY_ALLOCATION_FAILED|allocate memory|Array buffer allocation failed/i;

/** How much the workers of this server may hold, for people. */
export function memoryBound({ memoryBoundBytes }: ExitFacts): string {
  return `Workers on this host may hold ${(memoryBoundBytes / 2 ** 30).toFixed(2)} GiB (PHOTOFINISH_WORKER_MEMORY_BYTES).`;
}

/** A sentence when the end of the process points to memory; null when it does not. */
export function outOfMemoryEvidence(exit: ExitFacts, logTail: string): string | null {
  if (exit.killed) return null;
  if (exit.signal === 'SIGKILL' || exit.exitCode === SIGKILL_EXIT_CODE) {
    if (exit.oomKills === null) return 'It was killed from outside, most often the work of the kernel short of memory.';
    if (exit.oomKills > 0) return 'It was killed while the kernel was killing processes for want of memory.';
    return null;
  }
  const failed = exit.signal !== null || (exit.exitCode ?? 0) !== 0;
  return failed && LAST_WORDS.test(logTail) ? 'It ended after it had written that memory ran out.' : null;
}

/** The engine's own report is of an allocation that failed. */
export function reportsOutOfMemory(message: FailedMessage): boolean {
  return REPORTED.test(message.code) || REPORTED.test(message.message);
}
