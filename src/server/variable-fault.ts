/** Errors of coercing variables: `Variable "$input" got invalid value … at "input.entrants[0].engine"; …`. */
import {
  getNullableType,
  isInputType,
  isListType,
  Kind,
  typeFromAST,
  type GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  type TypeNode,
} from 'graphql';
import { PhotofinishError } from '../errors';
import { fieldType, inputFault, missingInput } from './input-fault';

const MESSAGE = /^Variable "\$(\w+)" (got invalid value|of required type|of non-null type)/;
/** GraphQL quotes texts in the value as JSON does, so that none can pretend to be this. */
const PLACE = / at "([A-Za-z_]\w*(?:\.\w+|\[\d+\])*)"; /;

const TOO_MANY = /^Too many errors processing variables,/;

/** After as many as are told; null for every other error. */
export function tooManyVariableFaults(error: GraphQLError): PhotofinishError | null {
  if (!TOO_MANY.test(error.message)) return null;
  return new PhotofinishError('BAD_USER_INPUT', 'More is wrong with the variables.', {
    advice: 'Correct what the other errors say; the rest was not looked at.',
  });
}

/** Null for every other error. */
export function variableFault(error: GraphQLError, schema: GraphQLSchema): PhotofinishError | null {
  const [, name, complaint] = MESSAGE.exec(error.message) ?? [];
  const definition = error.nodes?.[0];
  if (name === undefined || definition?.kind !== Kind.VARIABLE_DEFINITION) return null;
  const type = inputType(schema, definition.type);
  if (complaint === 'of required type') return missingInput({ field: name, type });
  if (complaint === 'of non-null type') return inputFault('must not be null.', { field: name, type });
  const place = PLACE.exec(error.message)?.[1] ?? name;
  return inputFault(error.message, { field: place, type: typeAt(type, place) });
}

function inputType(schema: GraphQLSchema, node: TypeNode): GraphQLInputType | undefined {
  // The overloads of `typeFromAST` leave out the union.
  const type = typeFromAST(schema, node as never);
  return isInputType(type) ? type : undefined;
}

/** Follows `input.entrants[0].engine` from the type of the variable. */
function typeAt(variable: GraphQLInputType | undefined, place: string): GraphQLInputType | undefined {
  const [, ...steps] = place.match(/\w+/g) ?? [];
  let type = variable;
  for (const step of steps) {
    const list = type && getNullableType(type);
    type = list && isListType(list) ? list.ofType : fieldType(type, step);
  }
  return type;
}
