/** Turns whatever ended a run into the record that stands on it. */
import { WorkerFailure } from '../engines/worker-failure';
import type { FailureFacts } from '../entities/race.entity';
import type { ParityFacts } from '../entities/run.entity';
import type { ProbeFacts, ServingFacts } from '../entities/trial.entity';
import { formatLatencyBound } from '../statistics/format';
import type { LoadedJudgement } from './loaded-proof';
import { rateOf } from './trial-serving';

export function failureOf(error: unknown): FailureFacts {
  if (error instanceof WorkerFailure) {
    const { phase, code, message, advice, logTail } = error;
    return { phase, code, message, advice, logTail };
  }
  throw error;
}

const SAME_WORK_ADVICE = 'It does not do the same work as the others: check its version and precision settings.';

/** What a check of `parity.ts` found, by the name of the check. */
export function parityFailure(parity: ParityFacts): FailureFacts {
  return { phase: 'parity', code: parity.failedCheck ?? 'PARITY_OUTPUT', ...parityStory(parity), logTail: null };
}

function parityStory(parity: ParityFacts): Pick<FailureFacts, 'message' | 'advice'> {
  const { failedCheck, error, tolerance, minimumError, reference, lossError, stepLossError, lossTolerance } = parity;
  const show = (value: number | null) => (value ?? Number.NaN).toExponential(2);
  const lossBound = String(lossTolerance);
  if (failedCheck === 'PARITY_TOO_EXACT') {
    return {
      message: `Its results are too exact for this precision: output error ${show(error)} (at least ${minimumError}) against ${reference}. It was computed in a higher precision, and was not timed.`,
      advice: 'It does less rounding, and so other work, than was asked for: check its precision settings.',
    };
  }
  const difference = {
    PARITY_OUTPUT: `output error ${show(error)} (at most ${tolerance})`,
    PARITY_LOSS: `loss error after plain SGD steps ${show(lossError)} (at most ${lossBound})`,
    PARITY_STEP_LOSS: `loss error of the steps that would be timed ${show(stepLossError)} (at most ${lossBound})`,
  }[failedCheck ?? 'PARITY_OUTPUT'];
  return {
    message: `Its results differ from ${reference}: ${difference}. It was not timed.`,
    advice: SAME_WORK_ADVICE,
  };
}

export function parameterCountFailure(reported: number, expected: number): FailureFacts {
  return {
    phase: 'parity',
    code: 'PARAMETER_COUNT',
    message: `It trains ${reported} numbers where the layers have ${expected}. It was not timed.`,
    advice: SAME_WORK_ADVICE,
    logTail: null,
  };
}

export function threadsFailure(reported: string, asked: number): FailureFacts {
  return {
    phase: 'build',
    code: 'THREADS_DIFFER',
    message: `It computes with ${reported} threads where ${asked} were asked for. It was not timed.`,
    advice: 'Every entrant has to use the same number: ask for one that this engine can use (`threads`).',
    logTail: null,
  };
}

export const NOT_SYNCHRONISED: FailureFacts = {
  phase: 'measure',
  code: 'NOT_SYNCHRONISED',
  message: 'Its blocks were said to be over while it was still computing.',
  advice: 'Its times are not those of the work: they are kept, and not compared.',
  logTail: null,
};

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

/** `levels`: grey levels by which a pixel is off. */
export function loadedFailure({ levels, tolerance }: LoadedJudgement): FailureFacts {
  return {
    phase: 'parity',
    code: 'LOADED_OTHERWISE',
    message: `Its loader makes other images of the same files than the reference: a pixel is off by ${shortNumber(levels)} of 256 grey levels (at most ${tolerance}). It was not timed.`,
    advice: 'Same order, integer-accurate decoding, bilinear resizing without aliasing, and no rounding in between.',
    logTail: null,
  };
}

export const LOADED_OTHERWISE: FailureFacts = {
  phase: 'measure',
  code: 'LOADED_OTHERWISE',
  message: 'Once timing began, its loader yielded other images than those that it had to.',
  advice: 'It skips images, or does not keep their order.',
  logTail: null,
};

export const MEMORY_NOT_TOLD: FailureFacts = {
  phase: 'measure',
  code: 'MEMORY_NOT_TOLD',
  message: 'The engine does not say how much memory it held.',
  advice: 'Race engines that do: their runs have `peakMemoryBytes`, and on a GPU `peakDeviceMemoryBytes`.',
  logTail: null,
};

export function energyUnreadable(reason: string): FailureFacts {
  return {
    phase: 'measure',
    code: 'ENERGY_UNREADABLE',
    message: reason,
    advice: 'It could be read when the race began: see what changed its permissions or its driver since.',
    logTail: null,
  };
}

/** `lowest`: the slowest requests that it was asked for. */
export function boundNotKept({ latencyBoundSeconds, percentile }: ServingFacts, lowest: ProbeFacts): FailureFacts {
  const bound = formatLatencyBound({ latencyBoundSeconds, percentile });
  const rate = lowest.requestsPerSecond;
  const asked = rate === null ? 'one after the other, with nobody waiting' : `at ${shortNumber(rate)} a second`;
  return {
    phase: 'measure',
    code: 'BOUND_NOT_KEPT',
    message: `It keeps ${bound} at no rate: of ${lowest.requests} requests, ${asked}, ${lowest.overBound} took longer.`,
    advice: 'Give a larger `latencyBoundSeconds` or a lower `percentile`, or serve smaller batches.',
    logTail: null,
  };
}

const shortNumber = (value: number) => Number(value.toPrecision(3));

export function servingTooLong(
  { probes: [unpaused] }: ServingFacts,
  neededSeconds: number,
  mostSeconds: number,
): FailureFacts {
  const rate = unpaused ? `answers ${shortNumber(rateOf(unpaused))} requests a second at most` : 'is too slow';
  const needed = `at each rate it is asked ${unpaused?.requests ?? 0}`;
  return {
    phase: 'measure',
    code: 'SERVING_TOO_LONG',
    message: `It ${rate}, and ${needed}: a trial would take over ${Math.ceil(neededSeconds)} s, and its part of the budget is ${Math.floor(mostSeconds)} s.`,
    advice: 'Give a larger `budgetSeconds`, or a smaller effort: it asks for fewer requests.',
    logTail: null,
  };
}

export function unsupported(reason: string, advice: string | null = null, code = 'UNSUPPORTED'): FailureFacts {
  return { phase: 'build', code, message: reason, advice, logTail: null };
}
