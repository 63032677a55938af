/**
 * Where the workers of a race come from: each trial's process started anew, or, in a QUICK race on a CPU, forked from
 * one that has imported the entrant's framework (`docs/decisions/0016-forked-trials.md`).
 */
import { ForkServerFailure } from '../engines/fork-server';
import type { ForkerStarter, WorkerForker, WorkerSpawner } from '../engines/worker-spawner';
import type { WorkerSession } from '../engines/worker-session';
import type { RaceCaches, TrialCaches } from './race-caches';
import type { PlannedEntrant } from './race-plan';

export interface StartedWorker {
  readonly session: WorkerSession;
  readonly forked: boolean;
  /** Its own, where the time to the first result is raced; else null. */
  readonly caches: TrialCaches | null;
}

export interface RaceWorkersOptions {
  readonly spawn: WorkerSpawner;
  /** Null: every process is started anew. */
  readonly startForker: ForkerStarter | null;
  /** After so many the framework is imported again. */
  readonly trialsPerImport: number;
  /** Null: engines keep what they compiled where they usually do. */
  readonly caches: RaceCaches | null;
  readonly workDirectory: string;
  readonly signal: AbortSignal;
}

export class RaceWorkers {
  /** By run: two entrants of one engine have their own, or what one fork server is like would be in both. */
  private readonly forkers = new Map<string, WorkerForker>();
  /** Runs whose fork server failed: they race on in fresh processes. */
  private readonly unfit = new Set<string>();

  constructor(private readonly options: RaceWorkersOptions) {}

  /** Before a round whose entrants are alive together: sees to it that each has a fork server with a child left. */
  async prepare(entrants: readonly PlannedEntrant[]): Promise<void> {
    const { startForker } = this.options;
    if (!startForker) return;
    await Promise.all(entrants.map((entrant) => this.prepareOne(entrant, startForker)));
    this.options.signal.throwIfAborted();
  }

  /** In a process of its own; forked where `prepare` has seen to it. */
  async start(entrant: PlannedEntrant): Promise<StartedWorker> {
    const { runId } = entrant;
    const { spawn, signal, workDirectory: workingDirectory } = this.options;
    const forker = this.forkers.get(runId);
    if (forker?.usable) {
      try {
        return { session: await forker.fork(signal), forked: true, caches: null };
      } catch (error) {
        if (!(error instanceof ForkServerFailure)) throw error;
        await this.giveUp(runId);
      }
    }
    const caches = (await this.options.caches?.enter(entrant)) ?? null;
    const { launch } = caches ?? entrant;
    return { session: spawn(launch, { signal, workingDirectory }), forked: false, caches };
  }

  /** Resolves when every fork server is gone. */
  async end(): Promise<void> {
    await Promise.all([...this.forkers.values()].map((forker) => forker.end()));
    this.forkers.clear();
  }

  private async prepareOne({ runId, launch, device }: PlannedEntrant, startForker: ForkerStarter): Promise<void> {
    if (!launch.forks || device !== 'cpu' || this.unfit.has(runId)) return;
    const current = this.forkers.get(runId);
    if (current?.usable) return;
    await current?.end();
    this.forkers.delete(runId);
    try {
      const { signal, workDirectory: workingDirectory, trialsPerImport: forks } = this.options;
      this.forkers.set(runId, await startForker(launch, { signal, workingDirectory, forks }));
    } catch (error) {
      if (!(error instanceof ForkServerFailure)) throw error;
      this.unfit.add(runId);
    }
  }

  private async giveUp(runId: string): Promise<void> {
    this.unfit.add(runId);
    await this.forkers.get(runId)?.end();
    this.forkers.delete(runId);
  }
}
