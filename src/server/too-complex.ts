import { PhotofinishError } from '../errors';

/** Of an operation that is larger than the server allows. */
export function tooComplex(message: string, advice: string): PhotofinishError {
  return new PhotofinishError('TOO_COMPLEX', message, { advice });
}
