/**
 * The conversation with one worker as a pure state machine: who may say what when, which answer belongs to which
 * question, and when the protocol is broken. No input or output here; `worker-session.ts` drives it.
 */
import { type Block } from '../protocol/block';
import {
  PROTOCOL_VERSION,
  type DoneMessage,
  type DownMessage,
  type FailedMessage,
  type MeasureMessage,
  type ParityMessage,
  type PreparedMessage,
  type PrepareMessage,
  type ReadyMessage,
  type ServedMessage,
  type ServeMessage,
  type UnsupportedMessage,
  type UpMessage,
} from '../protocol/messages';
import { servedProblem } from './served-problem';

export type SessionState =
  | { readonly phase: 'new' }
  | { readonly phase: 'greeting' }
  | { readonly phase: 'ready' }
  | { readonly phase: 'preparing'; readonly request: PrepareMessage; readonly parity: ParityMessage | null }
  | { readonly phase: 'unsupported' }
  | { readonly phase: 'prepared'; readonly request: PrepareMessage }
  | { readonly phase: 'measuring'; readonly request: PrepareMessage; readonly measure: MeasureMessage }
  | { readonly phase: 'serving'; readonly request: PrepareMessage; readonly serve: ServeMessage }
  | { readonly phase: 'closing' }
  /** Nothing more is expected; `reason` says how it ended. */
  | { readonly phase: 'over'; readonly reason: 'done' | 'failed' | 'broken' };

/** The worker's whole answer to what was asked last. */
export type SessionAnswer =
  | { readonly kind: 'ready'; readonly message: ReadyMessage }
  | { readonly kind: 'prepared'; readonly parity: ParityMessage; readonly prepared: PreparedMessage }
  | { readonly kind: 'unsupported'; readonly message: UnsupportedMessage }
  | { readonly kind: 'blocks'; readonly blocks: Block[] }
  | { readonly kind: 'served'; readonly message: ServedMessage }
  | { readonly kind: 'done'; readonly message: DoneMessage };

export type SessionAction =
  | { readonly kind: 'answer'; readonly answer: SessionAnswer }
  | { readonly kind: 'reported'; readonly message: FailedMessage }
  | { readonly kind: 'broken'; readonly code: 'WORKER_BROKE_PROTOCOL' | 'PROTOCOL_VERSION'; readonly problem: string };

export interface SessionStep {
  readonly state: SessionState;
  /** None while an answer is not yet complete. */
  readonly action: SessionAction | null;
}

export const NEW_SESSION: SessionState = { phase: 'new' };

/** The state after the server has said this. Throws where the server itself is out of order: a bug, not a failure. */
export function say(state: SessionState, message: DownMessage): SessionState {
  if (message.type === 'hello' && state.phase === 'new') return { phase: 'greeting' };
  if (message.type === 'prepare' && (state.phase === 'ready' || state.phase === 'prepared'))
    return { phase: 'preparing', request: message, parity: null };
  if (message.type === 'measure' && state.phase === 'prepared') {
    return { phase: 'measuring', request: state.request, measure: message };
  }
  if (message.type === 'serve' && state.phase === 'prepared') {
    return { phase: 'serving', request: state.request, serve: message };
  }
  if (message.type === 'shutdown' && isIdle(state)) return { phase: 'closing' };
  throw new Error(`the server may not say ${message.type} while the session is ${state.phase}`);
}

/** The state machine lets no other answer through. */
export function expectKind<K extends SessionAnswer['kind']>(
  answer: SessionAnswer,
  kind: K,
): Extract<SessionAnswer, { kind: K }> {
  if (answer.kind !== kind) throw new Error(`the state machine answered ${answer.kind} where ${kind} was asked`);
  return answer as Extract<SessionAnswer, { kind: K }>;
}

/** Nothing was asked that is not answered. */
export function isIdle(state: SessionState): boolean {
  return state.phase === 'ready' || state.phase === 'prepared' || state.phase === 'unsupported';
}

/** The state after the worker has said this, and what follows from it. Never throws. */
export function hear(state: SessionState, message: UpMessage): SessionStep {
  if (state.phase === 'over') return { state, action: null };
  if (message.type === 'failed') return heardFailure(message);
  switch (state.phase) {
    case 'greeting':
      return message.type === 'ready' ? heardReady(message) : outOfOrder(state, message);
    case 'preparing':
      return heardWhilePreparing(state, message);
    case 'measuring':
      return message.type === 'blocks'
        ? heardBlocks(state, message.request, message.blocks)
        : outOfOrder(state, message);
    case 'serving':
      return message.type === 'served' ? heardServed(state, message) : outOfOrder(state, message);
    case 'closing':
      if (message.type !== 'done') return outOfOrder(state, message);
      return answered({ phase: 'over', reason: 'done' }, { kind: 'done', message });
    default:
      return outOfOrder(state, message);
  }
}

function heardFailure(message: FailedMessage): SessionStep {
  const state: SessionState = { phase: 'over', reason: 'failed' };
  if (message.code === 'PROTOCOL_VERSION') return { ...broken(message.message, 'PROTOCOL_VERSION'), state };
  return { state, action: { kind: 'reported', message } };
}

function heardReady(message: ReadyMessage): SessionStep {
  if (message.protocol !== PROTOCOL_VERSION) {
    return broken(`it speaks protocol ${message.protocol}, this server ${PROTOCOL_VERSION}`, 'PROTOCOL_VERSION');
  }
  return answered({ phase: 'ready' }, { kind: 'ready', message });
}

type Preparing = Extract<SessionState, { phase: 'preparing' }>;
type Measuring = Extract<SessionState, { phase: 'measuring' }>;
type Serving = Extract<SessionState, { phase: 'serving' }>;

function heardWhilePreparing(state: Preparing, message: UpMessage): SessionStep {
  const { request, parity } = state;
  if (message.type === 'unsupported' && parity === null) {
    return answered({ phase: 'unsupported' }, { kind: 'unsupported', message });
  }
  if (message.type === 'parity' && parity === null) {
    const problem = parityProblem(request, message);
    return problem === null ? { state: { ...state, parity: message }, action: null } : broken(problem);
  }
  if (message.type === 'prepared' && parity !== null) {
    return answered({ phase: 'prepared', request }, { kind: 'prepared', parity, prepared: message });
  }
  return outOfOrder(state, message);
}

function parityProblem(request: PrepareMessage, message: ParityMessage): string | null {
  if (message.outputFile !== request.parity.outputFile)
    return 'its parity output is not in the file that was asked for';
  const { sgdSteps, trainingSteps } = request.parity;
  const [losses, stepLosses] = request.task === 'TRAINING' ? [sgdSteps + 1, trainingSteps] : [0, 0];
  return (
    countProblem('parity losses', message.losses, losses) ??
    countProblem('losses of the timed step', message.stepLosses, stepLosses)
  );
}

function countProblem(what: string, given: readonly number[] | null, expected: number): string | null {
  const count = given?.length ?? 0;
  return count === expected ? null : `it gave ${count} ${what} where ${expected} were asked for`;
}

function heardBlocks(state: Measuring, request: number, blocks: Block[]): SessionStep {
  const problem = blocksProblem(state, request, blocks);
  if (problem !== null) return broken(problem);
  return answered({ phase: 'prepared', request: state.request }, { kind: 'blocks', blocks });
}

function blocksProblem(
  { request: { batchCount, task }, measure }: Measuring,
  request: number,
  blocks: Block[],
): string | null {
  if (request !== measure.request) return `it answered request ${request} where ${measure.request} was asked`;
  if (blocks.length !== measure.blocks) return `it gave ${blocks.length} blocks where ${measure.blocks} were asked for`;
  const trainsOnLoaded = task === 'TRAINING' && measure.through === 'BOTH';
  let [earliest, steps] = [0, measure.rewarmIterations];
  for (const block of blocks) {
    if (block.iterations !== measure.iterationsPerBlock) return `a block has ${block.iterations} iterations`;
    const laps = block.iterationNanoseconds?.length ?? 0;
    if (laps !== (measure.eachIteration ? block.iterations : 0)) return `a block has the times of ${laps} iterations`;
    const lapsNanoseconds = block.iterationNanoseconds?.reduce((sum, lap) => sum + lap, 0) ?? 0;
    if (lapsNanoseconds > block.elapsedNanoseconds) return 'the iterations of a block took longer than the block';
    if (block.batch >= batchCount) return `a block ends with batch ${block.batch} of ${batchCount}`;
    steps += block.iterations;
    if (block.steps !== (trainsOnLoaded ? steps : undefined))
      return `a block tells of ${block.steps} steps of training`;
    if (block.startNanoseconds < earliest) return 'its blocks overlap in time';
    earliest = block.startNanoseconds + block.elapsedNanoseconds - CLOCK_ROUNDING_NANOSECONDS;
  }
  return null;
}

/** Beyond 2^53 ns of uptime a number holds the clock to the nearest 2 ns: two roundings. */
const CLOCK_ROUNDING_NANOSECONDS = 4;

function heardServed({ request, serve }: Serving, message: ServedMessage): SessionStep {
  const problem = servedProblem(request, serve, message);
  if (problem !== null) return broken(problem);
  return answered({ phase: 'prepared', request }, { kind: 'served', message });
}

function answered(state: SessionState, answer: SessionAnswer): SessionStep {
  return { state, action: { kind: 'answer', answer } };
}

function outOfOrder(state: SessionState, message: UpMessage): SessionStep {
  return broken(`it said ${message.type} while ${WAITING_FOR[state.phase]}`);
}

function broken(
  problem: string,
  code: 'WORKER_BROKE_PROTOCOL' | 'PROTOCOL_VERSION' = 'WORKER_BROKE_PROTOCOL',
): SessionStep {
  return { state: { phase: 'over', reason: 'broken' }, action: { kind: 'broken', code, problem } };
}

const WAITING_FOR: Readonly<Record<SessionState['phase'], string>> = {
  new: 'nothing had been asked',
  greeting: 'ready was due',
  ready: 'nothing had been asked',
  preparing: 'the answer to prepare was due',
  unsupported: 'nothing had been asked',
  prepared: 'nothing had been asked',
  measuring: 'blocks were due',
  serving: 'served was due',
  closing: 'done was due',
  over: 'the conversation was over',
};
