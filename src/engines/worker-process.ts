/**
 * One worker as an operating system process: the leader of its own process group, spoken to on file descriptor 3,
 * frozen, thawed and killed with everything it has started. (A child that makes itself a session of its own leaves
 * the group and is not frozen; it is killed with the rest, by the worker's cell.)
 */
import { LogTail } from './log-tail';
import type { ProcessEnd, StartedProcess } from './started-process';
import type { Watchdog } from './watchdog';
import { LineSplitter, LineTooLong } from './worker-channel';
import { oomKillCount } from './worker-memory';

export interface WorkerProcessOptions {
  readonly watchdog: Watchdog;
  /** From SIGTERM to SIGKILL. */
  readonly terminateMilliseconds: number;
}

/** What becomes of its channel; called as it happens, in this order. */
export interface WorkerListener {
  line(line: string): void;
  /** `problem`: what the worker did wrong with the channel itself; null when it just closed. */
  channelEnd(problem: string | null): void;
}

/** How the process ended. */
export interface ExitFacts extends ProcessEnd {
  /** This server ended it. */
  readonly killed: boolean;
  /** Processes that the kernel killed for memory meanwhile: its own, or the host's where only those are counted; null where none are. */
  readonly oomKills: number | null;
  /** Its own; null where they are not counted apart. */
  readonly cellKills: number | null;
  /** What the workers of this server may hold. */
  readonly memoryBoundBytes: number;
}

/** After the process has gone, output that another process still holds open is not waited for longer than this. */
const DRAIN_MILLISECONDS = 250;

export class WorkerProcess {
  /** process.hrtime.bigint() just before it was started. */
  readonly spawnedAt: bigint;
  /** Resolves, never rejects, when the process is gone and its output is read. */
  readonly ended: Promise<ExitFacts>;
  private readonly tail = new LogTail();
  private readonly oomKillsBefore = oomKillCount();
  private readonly cellKillsBefore: number | null;
  private gone = false;
  private killed = false;

  constructor(
    private readonly child: StartedProcess,
    private readonly options: WorkerProcessOptions,
    listener: WorkerListener,
  ) {
    this.spawnedAt = child.startedAt;
    this.cellKillsBefore = child.cell?.memoryKills() ?? null;
    if (child.pid !== undefined) options.watchdog.add(child.pid);
    this.listen(listener);
    for (const output of child.outputs) {
      output.on('data', (chunk: Buffer) => this.tail.append(chunk));
      // A broken socket says no more than that it is closed.
      output.on('error', () => undefined);
    }
    this.ended = this.waitForEnd();
  }

  writeLine(line: string): void {
    this.child.channel.write(`${line}\n`);
  }

  /** The last 8 KiB of stdout and stderr together. */
  logTail(): string {
    return this.tail.toString();
  }

  /** Stops every thread of the group where it is; some engines spin for tens of milliseconds after their last call. */
  freeze(): void {
    this.signalGroup('SIGSTOP');
  }

  thaw(): void {
    this.signalGroup('SIGCONT');
  }

  /** SIGTERM, and SIGKILL where that does not help in time. Resolves when the process is gone; repeatable. */
  async kill(): Promise<void> {
    if (!this.gone) {
      this.killed = true;
      this.signalGroup('SIGTERM');
      this.thaw();
      const timer = setTimeout(() => this.signalGroup('SIGKILL'), this.options.terminateMilliseconds);
      await this.ended;
      clearTimeout(timer);
    }
    await this.ended;
  }

  /** SIGKILL: for a worker that has nothing left to do but tear its framework down, which can take seconds. */
  async killAtOnce(): Promise<void> {
    this.killed = true;
    this.signalGroup('SIGKILL');
    await this.ended;
  }

  private listen(listener: WorkerListener): void {
    const lines = new LineSplitter((line) => listener.line(line));
    const { channel } = this.child;
    let problem: string | null = null;
    channel.on('data', (chunk: Buffer) => {
      try {
        if (problem === null) lines.push(chunk);
      } catch (error) {
        if (!(error instanceof LineTooLong)) throw error;
        problem = error.message;
        channel.destroy();
      }
    });
    // A reset or a failed write says no more than that the channel is closed.
    channel.on('error', () => undefined);
    channel.once('close', () => listener.channelEnd(problem));
  }

  private async waitForEnd(): Promise<ExitFacts> {
    const end = await this.child.exited;
    // Stragglers of the group go with their leader, and with them what they hold open.
    this.signalGroup('SIGKILL');
    const cellKills = difference(this.cellKillsBefore, this.child.cell?.memoryKills() ?? null);
    await this.child.cell?.sweep();
    this.gone = true;
    if (this.child.pid !== undefined) this.options.watchdog.remove(this.child.pid);
    this.child.release();
    const after = oomKillCount();
    await Promise.race([this.child.closed, delay(DRAIN_MILLISECONDS)]);
    for (const stream of [this.child.channel, ...this.child.outputs]) stream.destroy();
    const oomKills = cellKills ?? difference(this.oomKillsBefore, after);
    const { memoryBytes: memoryBoundBytes } = this.options.watchdog.containment.bounds;
    return { ...end, killed: this.killed, oomKills, cellKills, memoryBoundBytes };
  }

  private signalGroup(signal: NodeJS.Signals): void {
    const { pid } = this.child;
    if (pid === undefined || this.gone) return;
    try {
      process.kill(-pid, signal);
    } catch (error) {
      // ESRCH: nobody is left; EPERM: only zombies are (macOS).
      if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
}

function difference(before: number | null, after: number | null): number | null {
  return before === null || after === null ? null : after - before;
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
