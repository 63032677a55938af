/** What is known when a worker fails: facts for the record, one sentence for the reader, one piece of advice. */
import type { FailedMessage } from '../protocol/messages';

export const WORKER_FAILURE_CODES = {
  WORKER_NOT_STARTED: 'The worker could not be started.',
  WORKER_CRASHED: 'The worker ended before it had said that it was done.',
  WORKER_TIMED_OUT: 'The worker did not answer in time.',
  WORKER_BROKE_PROTOCOL: 'The worker sent something that the protocol does not allow.',
  WORKER_OUT_OF_MEMORY: 'The worker ran out of memory.',
  WORKER_REPORTED: 'The engine reported an error.',
  PROTOCOL_VERSION: 'The worker speaks another version of the protocol.',
  WORKER_CANCELLED: 'The worker was stopped because the race was.',
} as const;
export type WorkerFailureCode = keyof typeof WORKER_FAILURE_CODES;

/** What the server was waiting for; a worker's own report names a finer phase (import, build, parity, …). */
export type WorkerPhase = 'spawn' | 'hello' | 'prepare' | 'measure' | 'idle' | 'close' | FailedMessage['phase'];

const ADVICE: Readonly<Record<WorkerFailureCode, string>> = {
  WORKER_NOT_STARTED: 'Run `npx photofinish doctor`; it checks the interpreters of every engine.',
  WORKER_CRASHED: 'The log tail holds what the framework said last.',
  WORKER_TIMED_OUT: 'Give the workload a smaller size, or close what else keeps this machine busy.',
  WORKER_BROKE_PROTOCOL:
    'If the engine was changed, check its worker against the protocol; otherwise this is a bug to report.',
  WORKER_OUT_OF_MEMORY: 'Take a smaller batch or workload, fewer entrants at a time, or a machine with more memory.',
  WORKER_REPORTED:
    'The log tail holds the traceback; the same entrant often runs with a smaller size or another variant.',
  PROTOCOL_VERSION: 'Build again (`npm run build`), so that server and workers come from the same sources.',
  WORKER_CANCELLED: 'Start the race again if that was not meant.',
};

export interface WorkerFailureFacts {
  readonly phase: WorkerPhase;
  readonly code: WorkerFailureCode;
  /** One sentence; the meaning of the code where nothing finer is known. */
  readonly message?: string;
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly timedOut: boolean;
  /** The last 8 KiB of what it wrote to stdout and stderr. */
  readonly logTail: string;
  /** From the engine's own report. */
  readonly traceback: string | null;
}

/** Every rejection of a `WorkerSession` is one of these. */
export class WorkerFailure extends Error implements Required<WorkerFailureFacts> {
  override readonly name = 'WorkerFailure';
  readonly phase: WorkerPhase;
  readonly code: WorkerFailureCode;
  readonly advice: string;
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly timedOut: boolean;
  readonly logTail: string;
  readonly traceback: string | null;

  constructor(facts: WorkerFailureFacts) {
    super(facts.message ?? WORKER_FAILURE_CODES[facts.code]);
    this.phase = facts.phase;
    this.code = facts.code;
    this.advice = ADVICE[facts.code];
    this.exitCode = facts.exitCode;
    this.signal = facts.signal;
    this.timedOut = facts.timedOut;
    this.logTail = facts.logTail;
    this.traceback = facts.traceback;
  }
}
