/**
 * GraphQL's own complaints about values, said again without the value. Its messages quote what the client sent,
 * so only the parts that the schema determines are taken from them.
 */
import { getNamedType, isInputObjectType, isNonNullType, type GraphQLInputType } from 'graphql';
import { badInput, type PhotofinishError } from '../errors';
import { describeInputType } from './input-description';

/** Where the value is, and what type belongs there as far as that is known. */
export interface InputPlace {
  /** Path in the input, such as `input.entrants[1].engine`. */
  readonly field: string;
  readonly type: GraphQLInputType | null | undefined;
}

const MISSING = /Field "(?:\w+\.)?(\w+)" of required type "[\w![\]]+" was not provided\.$/;
const UNKNOWN = /is not defined by type "\w+"\./;
const NULL = /not to be null\.$|, found null\.$|must not be null\.$/;

/** `reason` is the end of GraphQL's message: what it says about the value, which may quote it. */
export function inputFault(reason: string, { field, type }: InputPlace): PhotofinishError {
  const missing = MISSING.exec(reason)?.[1];
  if (missing !== undefined) {
    const child = { field: `${field}.${missing}`, type: fieldType(type, missing) };
    return missingInput(child);
  }
  if (UNKNOWN.test(reason)) {
    return badInput(field, 'This object has a field that does not exist.', `Give ${describeInputType(type)}.`);
  }
  if (NULL.test(reason) && (!type || isNonNullType(type))) {
    return badInput(field, 'This must not be null.', `Give ${describeInputType(type)}.`);
  }
  return badInput(field, 'This value is not of the right type.', `Give ${describeInputType(type)}.`);
}

export function missingInput({ field, type }: InputPlace): PhotofinishError {
  return badInput(field, 'This is required.', `Give ${describeInputType(type)}.`);
}

/** The type of a field of an input object; undefined where there is none. */
export function fieldType(type: GraphQLInputType | null | undefined, name: string): GraphQLInputType | undefined {
  const named = type && getNamedType(type);
  return named && isInputObjectType(named) ? named.getFields()[name]?.type : undefined;
}
