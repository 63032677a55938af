/** One measurement at a time on a host, whoever runs the server: two would spoil each other's times. */
import * as path from 'node:path';
import { waitForLock, type Release } from '../host-lock';

const FILE_NAME = 'photofinish-measuring.lock';

/** Where the lock lies, for those who want to know whether somebody measures. */
export function measuringLockFile(lockDirectory: string): string {
  return path.join(lockDirectory, FILE_NAME);
}

/** Waits while another process measures; `onWait` is called once when it has to. Rejects when aborted. */
export async function acquireMeasuringLock(
  lockDirectory: string,
  signal: AbortSignal,
  onWait: () => void,
): Promise<Release> {
  const waiting = waitForLock(measuringLockFile(lockDirectory), 'waiting' as const, signal);
  let step = await waiting.next();
  while (!step.done) {
    onWait();
    step = await waiting.next();
  }
  return step.value;
}
