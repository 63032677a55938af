/** From why and how a worker ended to the failure record: one place that words it. */
import type { FailedMessage } from '../protocol/messages';
import { LOG_TAIL_BYTES } from './log-tail';
import { memoryBound, outOfMemoryEvidence, reportsOutOfMemory } from './worker-memory';
import { WorkerFailure, type WorkerFailureCode, type WorkerPhase } from './worker-failure';
import type { ExitFacts } from './worker-process';

/** Why this server ended the worker. */
export type EndCause =
  | { readonly code: 'WORKER_CANCELLED' }
  | { readonly code: 'WORKER_TIMED_OUT'; readonly timeoutMilliseconds: number }
  | { readonly code: 'WORKER_BROKE_PROTOCOL' | 'PROTOCOL_VERSION'; readonly problem: string }
  | { readonly code: 'WORKER_REPORTED'; readonly report: FailedMessage };

/** `cause` is null where the worker ended by itself. `phase`: what was being waited for. */
export function describeEnd(
  cause: EndCause | null,
  exit: ExitFacts,
  phase: WorkerPhase,
  logTail: string,
): WorkerFailure {
  const ending = memoryKill(cause, exit) ?? (cause === null ? ownEnd(exit, logTail) : ordered(cause, phase, exit));
  const traceback = ending.traceback ?? null;
  return new WorkerFailure({
    phase: exit.startError ? 'spawn' : phase,
    // After a kill of ours these would describe our signal, not the worker.
    exitCode: exit.killed ? null : exit.exitCode,
    signal: exit.killed ? null : exit.signal,
    timedOut: cause?.code === 'WORKER_TIMED_OUT',
    traceback,
    ...ending,
    logTail: traceback === null ? logTail : `${logTail}\n${traceback}`.slice(-LOG_TAIL_BYTES),
  });
}

interface Ending {
  readonly code: WorkerFailureCode;
  readonly message: string;
  readonly phase?: WorkerPhase;
  readonly traceback?: string | null;
}

/** Whatever a worker did after the kernel had killed a part of it for memory, that was the reason. */
function memoryKill(cause: EndCause | null, exit: ExitFacts): Ending | null {
  if (!exit.cellKills || cause?.code === 'WORKER_CANCELLED') return null;
  const message = `The worker was killed for its memory: ${memoryBound(exit)}`;
  return { code: 'WORKER_OUT_OF_MEMORY', message };
}

function ordered(cause: EndCause, phase: WorkerPhase, exit: ExitFacts): Ending {
  switch (cause.code) {
    case 'WORKER_CANCELLED':
      return { code: cause.code, message: 'The worker was stopped.' };
    case 'WORKER_TIMED_OUT':
      return {
        code: cause.code,
        message: `The worker did not answer ${phase} within ${cause.timeoutMilliseconds / 1000} s.`,
      };
    case 'WORKER_REPORTED': {
      const { phase: reportedPhase, traceback, code, message } = cause.report;
      const reported = { message: `${code}: ${message}`, phase: reportedPhase, traceback };
      if (!reportsOutOfMemory(cause.report)) return { code: 'WORKER_REPORTED', ...reported };
      return { code: 'WORKER_OUT_OF_MEMORY', ...reported, message: `${reported.message} ${memoryBound(exit)}` };
    }
    default:
      return { code: cause.code, message: `The worker broke the protocol: ${cause.problem}.` };
  }
}

function ownEnd(exit: ExitFacts, logTail: string): Ending {
  if (exit.startError)
    return { code: 'WORKER_NOT_STARTED', message: `The worker could not be started: ${startReason(exit.startError)}.` };
  const how = exit.signal === null ? `with exit code ${exit.exitCode}` : `by ${exit.signal}`;
  const evidence = outOfMemoryEvidence(exit, logTail);
  if (evidence !== null)
    return { code: 'WORKER_OUT_OF_MEMORY', message: `The worker ended ${how}. ${evidence} ${memoryBound(exit)}` };
  return { code: 'WORKER_CRASHED', message: `The worker ended ${how} before it had said that it was done.` };
}

/** Without the path: messages reach clients. */
function startReason(error: Error): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'its program or working directory does not exist';
  if (code === 'EACCES') return 'its program may not be run';
  return code ?? 'the operating system refused';
}
