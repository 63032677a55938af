/** How the rest of the server starts workers: the parts that never change, bound once. */
import type { Launch } from './engine';
import { ForkServer } from './fork-server';
import type { Watchdog } from './watchdog';
import { WorkerSession, type WorkerTimeouts } from './worker-session';

export interface SpawnOptions {
  readonly signal: AbortSignal;
  readonly workingDirectory: string;
}

/** A fork server whose children are spoken to like any worker. */
export interface WorkerForker {
  readonly usable: boolean;
  /** Rejects with `ForkServerFailure`. */
  fork(signal: AbortSignal): Promise<WorkerSession>;
  end(): Promise<void>;
}

export type WorkerSpawner = (launch: Launch, options: SpawnOptions) => WorkerSession;

/** Of `forks` children at most, one after the other. Rejects with `ForkServerFailure`. */
export type ForkerStarter = (
  launch: Launch,
  options: SpawnOptions & { readonly forks: number },
) => Promise<WorkerForker>;

export function workerSpawner(watchdog: Watchdog, timeouts: WorkerTimeouts): WorkerSpawner {
  return (launch, options) => WorkerSession.spawn(launch, { ...options, watchdog, timeouts });
}

export function forkerStarter(watchdog: Watchdog, timeouts: WorkerTimeouts): ForkerStarter {
  const { helloMilliseconds: answerMilliseconds, terminateMilliseconds } = timeouts;
  return async (launch, options) => {
    const server = await ForkServer.start(launch, { ...options, watchdog, answerMilliseconds, terminateMilliseconds });
    return {
      get usable() {
        return server.usable;
      },
      fork: async (signal) => WorkerSession.over(await server.fork(), { signal, watchdog, timeouts }),
      end: () => server.end(),
    };
  };
}
