/**
 * A process that has imported a framework and nothing more, forked once for each trial: a child is ready in a few
 * milliseconds where importing takes seconds. Only for CPUs: a GPU's runtime does not survive a fork.
 * `docs/decisions/0016-forked-trials.md` says when and why.
 */
import type { Duplex } from 'node:stream';
import { FORKS_VARIABLE, forkServerMessage, type ForkCommand, type ForkServerMessage } from '../protocol/fork-messages';
import type { Launch } from './engine';
import { startProcess, type ProcessEnd, type StartedProcess } from './started-process';
import { WorkerProcess, type WorkerProcessOptions } from './worker-process';

export interface ForkServerOptions extends WorkerProcessOptions {
  readonly workingDirectory: string;
  /** Children that it can have, one after the other. */
  readonly forks: number;
  /** Aborting ends it, also while it imports. */
  readonly signal: AbortSignal;
  /** How long importing and forking may take. */
  readonly answerMilliseconds: number;
}

/** It does not work; a worker started in the usual way says why. */
export class ForkServerFailure extends Error {
  override readonly name = 'ForkServerFailure';
}

/** Of each child: its channel, and one for what it prints. */
const SOCKETS_PER_CHILD = 2;

interface Awaited {
  readonly type: ForkServerMessage['type'];
  resolve(message: ForkServerMessage): void;
  reject(failure: ForkServerFailure): void;
}

export class ForkServer {
  private readonly process: WorkerProcess;
  private readonly sockets: readonly Duplex[];
  private readonly started: StartedProcess;
  private readonly waiting: Awaited[] = [];
  private used = 0;
  private failure: ForkServerFailure | null = null;

  private constructor(
    launch: Launch,
    private readonly options: ForkServerOptions,
  ) {
    const environment = { ...launch.environment, [FORKS_VARIABLE]: String(options.forks) };
    const { further, ...started } = startProcess(
      { ...launch, environment },
      { ...options, cell: options.watchdog.containment.newCell() },
      SOCKETS_PER_CHILD * options.forks,
    );
    this.sockets = further;
    this.started = started;
    this.process = new WorkerProcess(started, options, {
      line: (line) => this.hear(line),
      channelEnd: () => this.fail('it closed its channel'),
    });
    void this.process.ended.then(({ startError }) => this.fail(startError ? 'it could not be started' : 'it ended'));
  }

  /** Resolves when the framework is imported; rejects with `ForkServerFailure`, and the process is gone. */
  static async start(launch: Launch, options: ForkServerOptions): Promise<ForkServer> {
    const server = new ForkServer(launch, options);
    options.signal.addEventListener('abort', server.onAbort);
    if (options.signal.aborted) server.onAbort();
    try {
      await server.answer('loaded');
      return server;
    } catch (error) {
      await server.end();
      throw error;
    }
  }

  /** Whether it is alive and has children left. */
  get usable(): boolean {
    return this.failure === null && this.used < this.options.forks;
  }

  /** One more child; the one before must have ended. Rejects with `ForkServerFailure`. */
  async fork(): Promise<StartedProcess> {
    if (!this.usable) throw this.failure ?? new ForkServerFailure('it has no children left');
    const [channel, output] = this.sockets.slice(SOCKETS_PER_CHILD * this.used) as [Duplex, Duplex];
    this.used += 1;
    const startedAt = process.hrtime.bigint();
    this.say({ type: 'fork' });
    const { pid } = (await this.answer('forked')) as Extract<ForkServerMessage, { type: 'forked' }>;
    // A child whose parent is gone is killed, with its group, by whoever waits for its end.
    const exited = this.expect('exited').then(endOf, () => ({ exitCode: null, signal: 'SIGKILL' as const }));
    const closed = Promise.all([channel, output].map(closing)).then(() => undefined);
    return {
      ...{ startedAt, pid, channel, outputs: [output], closed },
      exited: exited.then((end) => ({ ...end, startError: null })),
      release: () => this.say({ type: 'reap' }),
      ...this.childCell(),
    };
  }

  /** A child lives in the cell of this process, which stays. */
  private childCell(): Pick<StartedProcess, 'cell'> {
    const { cell, pid } = this.started;
    if (!cell) return {};
    return { cell: { memoryKills: () => cell.memoryKills(), sweep: () => cell.sweep(pid) } };
  }

  /** Resolves when it is gone; repeatable. Its child, if it has one, goes by its channel's end. */
  async end(): Promise<void> {
    this.options.signal.removeEventListener('abort', this.onAbort);
    await this.process.killAtOnce();
    for (const socket of this.sockets) socket.destroy();
  }

  private readonly onAbort = (): void => this.fail('it was stopped');

  private say(command: ForkCommand): void {
    this.process.writeLine(JSON.stringify(command));
  }

  /** As `expect`, but not for longer than it may take. */
  private async answer(type: Awaited['type']): Promise<ForkServerMessage> {
    const { answerMilliseconds } = this.options;
    const timer = setTimeout(() => this.fail(`it took more than ${answerMilliseconds} ms`), answerMilliseconds);
    try {
      return await this.expect(type);
    } finally {
      clearTimeout(timer);
    }
  }

  private expect(type: Awaited['type']): Promise<ForkServerMessage> {
    if (this.failure) return Promise.reject(this.failure);
    return new Promise((resolve, reject) => this.waiting.push({ type, resolve, reject }));
  }

  private hear(line: string): void {
    const message = parse(line);
    const awaited = this.waiting.shift();
    if (message && awaited && message.type === awaited.type) awaited.resolve(message);
    else {
      if (awaited) this.waiting.unshift(awaited);
      this.fail('it said what nobody had asked');
    }
  }

  private fail(what: string): void {
    this.failure ??= new ForkServerFailure(`The fork server failed: ${what}.\n${this.process.logTail()}`);
    for (const awaited of this.waiting.splice(0)) awaited.reject(this.failure);
    void this.process.killAtOnce();
  }
}

function parse(line: string): ForkServerMessage | null {
  try {
    return forkServerMessage.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

function endOf(message: ForkServerMessage): Pick<ProcessEnd, 'exitCode' | 'signal'> {
  const { exitCode, signal } = message as Extract<ForkServerMessage, { type: 'exited' }>;
  return { exitCode, signal: signal as NodeJS.Signals | null };
}

function closing(socket: Duplex): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.once('close', () => resolve());
  });
}
