/** Ends the validation of a query before GraphQL's own rules begin: some take long, and one throws, on what ours refuse. */
import type { GraphQLError, ValidationContext } from 'graphql';
import { validationAbortedError } from 'graphql/validation/validationAbortedError';
import { tooComplex } from './too-complex';

/** To be called when the document is entered. `validate` reports the error, and that it ended early. */
export function stopWith(context: ValidationContext, error: GraphQLError): never {
  context.reportError(error);
  // The only one that `validate` takes for an end and not for a bug.
  throw validationAbortedError;
}

/** Also where a rule of GraphQL's own had enough. */
export const VALIDATION_ABORTED = validationAbortedError.message;

export const notLookedAt = () =>
  tooComplex(
    'The rest of the query was not looked at.',
    'Correct what the other errors say; where there is none, select the same field less often.',
  );
