/**
 * The one table of error codes that the API can answer with, and the exception that carries one.
 * Messages never hold the caller's input, a path of this machine or a stack trace.
 */
export const ERROR_CODES = {
  BAD_USER_INPUT: 'The input is wrong; `field` names where, `advice` says what to do.',
  NOT_FOUND: 'Nothing has this id.',
  CONFLICT: 'The state of the thing does not allow this now.',
  QUEUE_FULL: 'Too many races are waiting.',
  TOO_COMPLEX: 'The query is deeper, wider or costlier than the server allows.',
  NO_ENTRANT_CAN_RUN: 'None of the entrants can run here.',
  UNAUTHENTICATED: 'Credentials are missing or wrong.',
  FORBIDDEN: 'These credentials do not allow this.',
  QUOTA_EXCEEDED: 'These credentials have used up what they may use.',
  RATE_LIMITED: 'This came too soon after too many others.',
} as const;
export type ErrorCode = keyof typeof ERROR_CODES;

/** Bad input or an expected refusal. Anything else that is thrown is a bug. */
export class PhotofinishError extends Error {
  override readonly name = 'PhotofinishError';
  readonly code: ErrorCode;
  /** Path in the input, such as `input.entrants[1].engine`; null where no single field is at fault. */
  readonly field: string | null;
  readonly advice: string;

  constructor(code: ErrorCode, message: string, details: { field?: string; advice: string }) {
    super(message);
    this.code = code;
    this.field = details.field ?? null;
    this.advice = details.advice;
  }
}

export function badInput(field: string, message: string, advice: string): PhotofinishError {
  return new PhotofinishError('BAD_USER_INPUT', message, { field, advice });
}
