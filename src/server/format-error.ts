/**
 * What a client gets to see of an error, on HTTP and WebSocket alike: a code, a sentence, the field and an advice
 * where the input is at fault; never a stack trace, a path of this machine or the input itself.
 */
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { badInput, PhotofinishError } from '../errors';
import { LIMITS } from './limits';
import { literalFault } from './literal-fault';
import { notLookedAt, VALIDATION_ABORTED } from './stop-validation';
import { syntaxMessage, TOO_MANY_TOKENS } from './syntax-message';
import { tooComplex } from './too-complex';
import { tooManyVariableFaults, variableFault } from './variable-fault';

export type ErrorFormatter = (error: unknown) => GraphQLFormattedError;

/** Of answers as clients get them. */
export function codesOf(errors: readonly GraphQLFormattedError[] | undefined): unknown[] {
  return errors?.map(({ extensions }) => extensions?.['code'] ?? null) ?? [];
}

/** Of Apollo: sentences about the request that quote nothing of it. */
const APOLLO_CODES: ReadonlySet<unknown> = new Set(['BAD_REQUEST', 'PERSISTED_QUERY_NOT_SUPPORTED']);
const MISSING_ARGUMENT = /^(?:Field "\w+" argument|Argument) "(\w+)" of (?:type|required type|non-null type) /;

export function errorFormatter(schema: GraphQLSchema, logger: Pick<Logger, 'error'>): ErrorFormatter {
  return (error) => {
    const expected = domainError(error) ?? (error instanceof GraphQLError ? inputError(error, schema) : null);
    if (expected) return formatted(error, expected.message, describe(expected));
    if (error instanceof GraphQLError && !error.path) {
      const complaint = documentComplaint(error);
      if (complaint) return formatted(error, complaint.message, complaint.extensions);
    }
    logger.error(
      { err: error instanceof GraphQLError ? (error.originalError ?? error) : error },
      'An operation failed',
    );
    return formatted(error, 'Something went wrong on the server.', {
      code: 'INTERNAL_SERVER_ERROR',
      advice: 'Try again; if it stays so, look into the log of the server.',
    });
  };
}

function formatted(error: unknown, message: string, extensions: Record<string, unknown>): GraphQLFormattedError {
  const { locations, path } = error instanceof GraphQLError ? error : {};
  return { message, ...(locations && { locations }), ...(path && { path }), extensions };
}

function describe({ code, field, advice }: PhotofinishError): Record<string, unknown> {
  return { code, ...(field !== null && { field }), advice };
}

/** Thrown by us, however often it was wrapped since. */
function domainError(error: unknown): PhotofinishError | null {
  for (let cause = error; cause; cause = cause instanceof GraphQLError ? cause.originalError : null) {
    if (cause instanceof PhotofinishError) return cause;
  }
  return null;
}

/** GraphQL's own complaints about values and sizes. */
function inputError(error: GraphQLError, schema: GraphQLSchema): PhotofinishError | null {
  const argument = MISSING_ARGUMENT.exec(error.message)?.[1];
  if (argument !== undefined) return badInput(argument, 'This is required.', 'Give the argument a value.');
  if (error.path) return null;
  if (TOO_MANY_TOKENS.test(error.message)) {
    return tooComplex(
      'The query is too long.',
      `Use at most ${LIMITS.tokens} words and signs; send values as variables.`,
    );
  }
  if (error.message === VALIDATION_ABORTED) return notLookedAt();
  return tooManyVariableFaults(error) ?? variableFault(error, schema) ?? literalFault(error, schema);
}

/** What is wrong with a document as such; its `locations` say where. */
function documentComplaint(error: GraphQLError): { message: string; extensions: Record<string, unknown> } | null {
  const { code } = error.extensions;
  if (error.message.startsWith('Syntax Error')) {
    const advice = 'Correct the query where `locations` points.';
    return { message: syntaxMessage(error.message), extensions: { code: 'GRAPHQL_PARSE_FAILED', advice } };
  }
  if (APOLLO_CODES.has(code)) return { message: error.message, extensions: { code } };
  if (code === 'OPERATION_RESOLUTION_FAILURE') {
    const advice = 'Name one of the operations in the query as `operationName`.';
    return { message: 'This operation is not in the query.', extensions: { code, advice } };
  }
  if (code === 'GRAPHQL_VALIDATION_FAILED' || error.nodes || error.message.startsWith('Too many validation errors')) {
    // These messages name words of the query and of the schema, no values.
    const advice = 'Compare the query with the schema.';
    return { message: error.message, extensions: { code: 'GRAPHQL_VALIDATION_FAILED', advice } };
  }
  return null;
}
