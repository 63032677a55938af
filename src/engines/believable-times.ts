/** Whether a worker can have taken the times that it reports: the server has seen how long it had. */
import type { SessionAction, SessionAnswer } from './engine-session';

/** Between the question, or the start of the process, and the answer. */
export interface TimeHad {
  readonly sinceAskedNanoseconds: number;
  readonly sinceStartedNanoseconds: number;
}

/** Both sides read the clock of one kernel; what is added up of readings beyond 2^53 ns is rounded. */
const ROUNDING_NANOSECONDS = 1_000;

/** As it is, or broken where it reports more time than it had. */
export function believed(
  action: SessionAction,
  { asked, started, answered }: { readonly asked: bigint; readonly started: bigint; readonly answered: bigint },
): SessionAction {
  const had = { sinceAskedNanoseconds: Number(answered - asked), sinceStartedNanoseconds: Number(answered - started) };
  const problem = action.kind === 'answer' ? timesProblem(action.answer, had) : null;
  return problem === null ? action : { kind: 'broken', code: 'WORKER_BROKE_PROTOCOL', problem };
}

/** Null where there is none. */
export function timesProblem(answer: SessionAnswer, had: TimeHad): string | null {
  const [said, possible] = timesSaid(answer, had);
  if (said <= possible + ROUNDING_NANOSECONDS) return null;
  return `it reports ${seconds(said)} of work, and had ${seconds(possible)}`;
}

function timesSaid(answer: SessionAnswer, had: TimeHad): [said: number, possible: number] {
  if (answer.kind === 'ready') {
    const { importNanoseconds, initialiseNanoseconds } = answer.message;
    return [importNanoseconds + initialiseNanoseconds, had.sinceStartedNanoseconds];
  }
  if (answer.kind === 'prepared') {
    const { buildNanoseconds, compileNanoseconds, firstResultNanoseconds } = answer.prepared;
    return [buildNanoseconds + compileNanoseconds + firstResultNanoseconds, had.sinceAskedNanoseconds];
  }
  if (answer.kind === 'served') return [answer.message.block.elapsedNanoseconds, had.sinceAskedNanoseconds];
  if (answer.kind !== 'blocks') return [0, 0];
  // One after the other, which is checked where their order is.
  const [first, last] = [answer.blocks[0], answer.blocks.at(-1)];
  const said = first && last ? last.startNanoseconds + last.elapsedNanoseconds - first.startNanoseconds : 0;
  return [said, had.sinceAskedNanoseconds];
}

function seconds(nanoseconds: number): string {
  return `${(nanoseconds / 1e9).toPrecision(3)} s`;
}
