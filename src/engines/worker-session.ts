/**
 * One worker as the race sees it: ask, await the answer, freeze and thaw between questions, end it. Every way in
 * which it can go wrong rejects with one `WorkerFailure`, after the process is gone.
 */
import { type Block } from '../protocol/block';
import {
  PROTOCOL_VERSION,
  type DoneMessage,
  type DownMessage,
  type MeasureMessage,
  type ParityMessage,
  type PreparedMessage,
  type PrepareMessage,
  type ReadyMessage,
  type ServedMessage,
  type ServeMessage,
  type UnsupportedMessage,
} from '../protocol/messages';
import { believed } from './believable-times';
import type { Launch } from './engine';
import {
  expectKind,
  hear,
  NEW_SESSION,
  say,
  type SessionAction,
  type SessionAnswer,
  type SessionState,
} from './engine-session';
import { parseUpMessage } from './worker-channel';
import { type WorkerFailure, type WorkerPhase } from './worker-failure';
import { startProcess, type StartedProcess, type StartOptions } from './started-process';
import { describeEnd, type EndCause } from './worker-end';
import { WorkerProcess, type WorkerProcessOptions } from './worker-process';

/** How long each answer may take. No clock runs between questions, so a frozen worker is never late. */
export interface WorkerTimeouts {
  readonly helloMilliseconds: number;
  readonly prepareMilliseconds: number;
  readonly measureMilliseconds: number;
  readonly closeMilliseconds: number;
  /** From SIGTERM to SIGKILL. */
  readonly terminateMilliseconds: number;
}

export const DEFAULT_WORKER_TIMEOUTS: WorkerTimeouts = {
  helloMilliseconds: 120_000,
  prepareMilliseconds: 600_000,
  measureMilliseconds: 120_000,
  closeMilliseconds: 10_000,
  terminateMilliseconds: 2_000,
};

export interface WorkerOptions extends Omit<WorkerProcessOptions, 'terminateMilliseconds'> {
  /** Aborting kills the worker; what was asked rejects with WORKER_CANCELLED. */
  readonly signal: AbortSignal;
  readonly timeouts: WorkerTimeouts;
  /** Nobody waits for the times that it reports; absent: they are held against the clock here. */
  readonly scriptedClock?: true;
}

export type PrepareAnswer =
  | { readonly kind: 'prepared'; readonly parity: ParityMessage; readonly prepared: PreparedMessage }
  | { readonly kind: 'unsupported'; readonly message: UnsupportedMessage };

interface Pending {
  /** process.hrtime.bigint() */
  readonly askedAt: bigint;
  readonly phase: WorkerPhase;
  readonly timer: NodeJS.Timeout;
  resolve(answer: { value: SessionAnswer; at: bigint }): void;
  reject(failure: WorkerFailure): void;
}

export class WorkerSession {
  private readonly process: WorkerProcess;
  private state: SessionState = NEW_SESSION;
  private pending: Pending | null = null;
  private exitTimer: NodeJS.Timeout | undefined;
  /** Number of the latest measure or serve request. */
  private requests = 0;
  /** Why it is being ended, once it is. */
  private cause: EndCause | null = null;
  private failure: WorkerFailure | null = null;
  private readonly finished: Promise<void>;

  private constructor(
    started: StartedProcess,
    private readonly options: WorkerOptions,
  ) {
    const { timeouts } = options;
    const { terminateMilliseconds } = timeouts;
    this.process = new WorkerProcess(
      started,
      { ...options, terminateMilliseconds },
      { line: (line) => this.receive(line), channelEnd: (problem) => this.channelEnd(problem) },
    );
    this.finished = this.finish();
    options.signal.addEventListener('abort', this.onAbort);
    if (options.signal.aborted) this.onAbort();
  }

  /** Starts the process; what goes wrong with it shows at the first question. Always `close` or `kill` it. */
  static spawn(launch: Launch, options: WorkerOptions & StartOptions): WorkerSession {
    const cell = options.watchdog.containment.newCell();
    const { scriptedClock } = launch;
    const started = startProcess(launch, { ...options, cell });
    return new WorkerSession(started, { ...options, ...(scriptedClock && { scriptedClock }) });
  }

  /** With a process that somebody else has started. Always `close` or `kill` it. */
  static over(started: StartedProcess, options: WorkerOptions): WorkerSession {
    return new WorkerSession(started, options);
  }

  /** spawnNanoseconds: from the spawn to here, less importing and initialising: process start, runtime, the wire. */
  async hello(): Promise<ReadyMessage & { spawnNanoseconds: number }> {
    const message: DownMessage = { type: 'hello', protocol: PROTOCOL_VERSION };
    const { value, at } = await this.ask('hello', message, this.options.timeouts.helloMilliseconds);
    const ready = expectKind(value, 'ready').message;
    const sinceSpawn = Number(at - this.process.spawnedAt);
    const spawnNanoseconds = Math.max(0, sinceSpawn - ready.importNanoseconds - ready.initialiseNanoseconds);
    return { ...ready, spawnNanoseconds };
  }

  async prepare(message: Omit<PrepareMessage, 'type'>): Promise<PrepareAnswer> {
    const down: DownMessage = { type: 'prepare', ...message };
    const { value } = await this.ask('prepare', down, this.options.timeouts.prepareMilliseconds);
    return value.kind === 'unsupported' ? value : expectKind(value, 'prepared');
  }

  /** `timeoutMilliseconds`: where the plan is known to need more or less than the usual time. */
  async measure(
    message: Omit<MeasureMessage, 'type' | 'request'>,
    timeoutMilliseconds = this.options.timeouts.measureMilliseconds,
  ): Promise<Block[]> {
    this.requests += 1;
    const down: DownMessage = { type: 'measure', request: this.requests, ...message };
    const { value } = await this.ask('measure', down, timeoutMilliseconds);
    return expectKind(value, 'blocks').blocks;
  }

  /** As `measure`; twice the time of the schedule comes on top. */
  async serve(message: Omit<ServeMessage, 'type' | 'request'>): Promise<ServedMessage> {
    const down: DownMessage = { type: 'serve', request: (this.requests += 1), ...message };
    const longest = this.options.timeouts.measureMilliseconds + 2e-6 * (message.scheduledNanoseconds.at(-1) ?? 0);
    return expectKind((await this.ask('measure', down, longest)).value, 'served').message;
  }

  /** Stops the whole process group. Only between questions. */
  freeze(): void {
    if (this.pending !== null) throw new Error('a worker that was asked something may not be frozen');
    this.process.freeze();
  }

  thaw(): void {
    this.process.thaw();
  }

  /** Thaws, says shutdown, awaits done; then the process is killed at once. Resolves when it is gone. */
  async close(): Promise<DoneMessage> {
    this.thaw();
    const { value } = await this.ask('close', { type: 'shutdown' }, this.options.timeouts.closeMilliseconds);
    this.cause ??= { code: 'WORKER_CANCELLED' };
    await this.process.killAtOnce();
    await this.finished;
    return expectKind(value, 'done').message;
  }

  /** SIGTERM, then SIGKILL, for the whole group. Resolves when the process is gone; repeatable, never rejects. */
  async kill(): Promise<void> {
    this.end({ code: 'WORKER_CANCELLED' });
    await this.finished;
  }

  private readonly onAbort = (): void => this.end({ code: 'WORKER_CANCELLED' });

  private ask(
    phase: WorkerPhase,
    message: DownMessage,
    timeoutMilliseconds: number,
  ): Promise<{ value: SessionAnswer; at: bigint }> {
    if (this.failure !== null) return Promise.reject(this.failure);
    // While it is being ended the question waits for the failure; otherwise the state machine checks the order.
    if (this.cause === null) this.state = say(this.state, message);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.end({ code: 'WORKER_TIMED_OUT', timeoutMilliseconds }), timeoutMilliseconds);
      this.pending = { askedAt: process.hrtime.bigint(), phase, timer, resolve, reject };
      if (this.cause === null) this.process.writeLine(JSON.stringify(message));
    });
  }

  /** When the worker is gone, settles whatever still waits. */
  private async finish(): Promise<void> {
    const exit = await this.process.ended;
    clearTimeout(this.exitTimer);
    this.options.signal.removeEventListener('abort', this.onAbort);
    const phase = this.pending?.phase ?? (this.state.phase === 'new' ? 'spawn' : 'idle');
    const failure = describeEnd(this.cause, exit, phase, this.process.logTail());
    this.failure = failure;
    this.settle((pending) => pending.reject(failure));
  }

  /** A worker whose channel has ended should be about to exit; one that lives on has broken the protocol. */
  private channelEnd(problem: string | null): void {
    if (problem !== null) {
      this.end({ code: 'WORKER_BROKE_PROTOCOL', problem });
      return;
    }
    this.exitTimer = setTimeout(
      () => this.end({ code: 'WORKER_BROKE_PROTOCOL', problem: 'it closed its channel and lived on' }),
      this.options.timeouts.terminateMilliseconds,
    ).unref();
  }

  private receive(line: string): void {
    if (this.cause !== null) return;
    const at = process.hrtime.bigint();
    const message = parseUpMessage(line);
    if (message.kind === 'nonsense') {
      this.end({ code: 'WORKER_BROKE_PROTOCOL', problem: message.problem });
      return;
    }
    const { state, action } = hear(this.state, message.message);
    this.state = state;
    const moments = { asked: this.pending?.askedAt ?? at, started: this.process.spawnedAt, answered: at };
    if (action !== null) this.act(this.options.scriptedClock ? action : believed(action, moments), at);
  }

  private act(action: SessionAction, at: bigint): void {
    if (action.kind === 'answer') this.settle((pending) => pending.resolve({ value: action.answer, at }));
    else if (action.kind === 'reported') this.end({ code: 'WORKER_REPORTED', report: action.message });
    else this.end({ code: action.code, problem: action.problem });
  }

  /** The first cause counts; `listen` settles what waits when the process is gone. */
  private end(cause: EndCause): void {
    if (this.cause !== null || this.failure !== null) return;
    this.cause = cause;
    void this.process.kill();
  }

  private settle(act: (pending: Pending) => void): void {
    const { pending } = this;
    if (pending === null) return;
    this.pending = null;
    clearTimeout(pending.timer);
    act(pending);
  }
}
