/** What can be said of the size of an operation before it is parsed, on HTTP and WebSocket alike. */
import type { RequestHandler } from 'express';
import { LIMITS } from './limits';
import { tooComplex } from './too-complex';

/** As a client sent it: anything. */
interface SentOperation {
  readonly query?: unknown;
  readonly variables?: unknown;
}

/** Throws TOO_COMPLEX. */
export function requireBounded({ query, variables }: SentOperation): void {
  if (typeof query === 'string' && query.length > LIMITS.queryCharacters) {
    throw tooComplex(
      'The query is too long.',
      `Use at most ${LIMITS.queryCharacters} characters; send values as variables.`,
    );
  }
  requireFewValues(variables);
}

/** Not recursive: how deep they are nested is the client's choice. */
function requireFewValues(variables: unknown): void {
  const waiting: unknown[] = [variables];
  let seen = 0;
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const inside: unknown[] = Array.isArray(value) ? value : Object.values(value);
    if (!Array.isArray(value) && inside.length > LIMITS.variableFields) {
      throw tooComplex(
        'An object in the variables has too many fields.',
        `Give at most ${LIMITS.variableFields}: no input has more.`,
      );
    }
    seen += inside.length;
    if (seen > LIMITS.variableValues) {
      throw tooComplex(
        'The variables hold too many values.',
        `Send at most ${LIMITS.variableValues}, however they are nested.`,
      );
    }
    for (const item of inside) waiting.push(item);
  }
}

/** On HTTP, after the body was read. What is in an address is bounded by the address. */
export const boundedOnly: RequestHandler = (request, _response, next) => {
  const body: unknown = request.body;
  if (typeof body === 'object' && body !== null) requireBounded(body);
  next();
};
