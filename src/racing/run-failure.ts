/** Turns whatever ended a run into the record that stands on it. */
import { WorkerFailure } from '../engines/worker-failure';
import type { FailureFacts } from '../entities/race.entity';
import type { ParityFacts } from '../entities/run.entity';

export function failureOf(error: unknown): FailureFacts {
  if (error instanceof WorkerFailure) {
    const { phase, code, message, advice, logTail } = error;
    return { phase, code, message, advice, logTail };
  }
  throw error;
}

export function parityFailure(parity: ParityFacts): FailureFacts {
  const loss =
    parity.lossError === null
      ? ''
      : `, loss error ${parity.lossError.toExponential(2)} (at most ${String(parity.lossTolerance)})`;
  return {
    phase: 'parity',
    code: 'PARITY_FAILED',
    message: `Its results differ from ${parity.reference}: output error ${parity.error.toExponential(2)} (at most ${parity.tolerance})${loss}. It was not timed.`,
    advice: 'It does not do the same work as the others: check its version and precision settings.',
    logTail: null,
  };
}

export const UNREADABLE_OUTPUT: FailureFacts = {
  phase: 'parity',
  code: 'PARITY_UNREADABLE',
  message: 'The results that it wrote for comparison cannot be read. It was not timed.',
  advice: 'If the engine was changed, check what its worker writes; otherwise see whether the disk is full.',
  logTail: null,
};

export const CHECKSUM_FAILURE: FailureFacts = {
  phase: 'measure',
  code: 'CHECKSUM_MISMATCH',
  message: 'What it computed in a timed block is not what it computed before timing.',
  advice: 'Its times are not those of the work: they are kept, and not compared.',
  logTail: null,
};

export function unsupported(reason: string, advice: string | null = null, code = 'UNSUPPORTED'): FailureFacts {
  return { phase: 'build', code, message: reason, advice, logTail: null };
}
