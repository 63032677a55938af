/** What the system says of a worker's process. */
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A signal takes effect a moment after it was sent; 'T' is Linux's letter for a stopped process. */
export async function becomesStopped(pid: number): Promise<void> {
  const deadline = Date.now() + 2000;
  const state = (): string =>
    readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .charAt(0);
  while (state() !== 'T' && Date.now() < deadline) await setTimeout(5);
  expect(state()).toBe('T');
}
