/** What a value of an input type looks like, in words, for the advice of an error. */
import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  type GraphQLInputType,
} from 'graphql';

const SCALARS: Readonly<Record<string, string>> = {
  Int: 'a whole number from -2147483648 to 2147483647',
  SafeInt: 'a whole number up to 9007199254740991',
  Float: 'a number',
  ID: 'an id',
  String: 'a text',
  Boolean: 'true or false',
  DateTime: 'a moment such as "2026-01-31T12:00:00Z"',
};

export function describeInputType(type: GraphQLInputType | null | undefined): string {
  if (!type) return 'what the schema asks for';
  if (isListType(getNullableType(type))) return 'a list';
  const named = getNamedType(type);
  if (isEnumType(named))
    return `one of ${named
      .getValues()
      .map(({ name }) => name)
      .join(', ')}`;
  if (isInputObjectType(named)) return `an object with ${Object.keys(named.getFields()).join(', ')}`;
  return SCALARS[named.name] ?? `a ${named.name}`;
}
