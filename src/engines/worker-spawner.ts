/** How the rest of the server starts workers: the parts that never change, bound once. */
import type { Launch } from './engine';
import type { Watchdog } from './watchdog';
import { WorkerSession, type WorkerTimeouts } from './worker-session';

export interface SpawnOptions {
  readonly signal: AbortSignal;
  readonly workingDirectory: string;
}

export type WorkerSpawner = (launch: Launch, options: SpawnOptions) => WorkerSession;

export function workerSpawner(watchdog: Watchdog, timeouts: WorkerTimeouts): WorkerSpawner {
  return (launch, options) => WorkerSession.spawn(launch, { ...options, watchdog, timeouts });
}
