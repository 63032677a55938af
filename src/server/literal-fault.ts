/** Errors of values written in the query itself, as the validation rule `ValuesOfCorrectType` reports them. */
import {
  Kind,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ASTNode,
  type GraphQLError,
  type GraphQLSchema,
} from 'graphql';
import type { PhotofinishError } from '../errors';
import { inputFault, type InputPlace } from './input-fault';

const VALUES: ReadonlySet<string> = new Set([
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
  Kind.OBJECT_FIELD,
]);

/** Null for every other error. */
export function literalFault(error: GraphQLError, schema: GraphQLSchema): PhotofinishError | null {
  const node = error.nodes?.[0];
  if (!node || !VALUES.has(node.kind)) return null;
  const place = placeOf(node, schema);
  return place && inputFault(error.message, place);
}

/** Errors keep the node but not what is around it: found again by its place in the text. */
function placeOf(wanted: ASTNode, schema: GraphQLSchema): InputPlace | null {
  const source = wanted.loc?.source;
  if (!source) return null;
  const types = new TypeInfo(schema);
  const path: string[] = [];
  let found: InputPlace | null = null;
  const enter = (node: ASTNode, key: string | number | undefined, parent: unknown) => {
    if (node.kind === Kind.ARGUMENT) path.push(node.name.value);
    else if (node.kind === Kind.OBJECT_FIELD) path.push(`.${node.name.value}`);
    else if (Array.isArray(parent) && VALUES.has(node.kind)) path.push(`[${key}]`);
    if (!found && node.kind === wanted.kind && node.loc?.start === wanted.loc?.start) {
      // An unknown field is a fault of the object around it.
      const own = node.kind === Kind.OBJECT_FIELD;
      found = own
        ? { field: path.slice(0, -1).join(''), type: types.getParentInputType() }
        : { field: path.join(''), type: types.getInputType() };
    }
  };
  const leave = (node: ASTNode, _key: string | number | undefined, parent: unknown) => {
    const counted = node.kind === Kind.ARGUMENT || (Array.isArray(parent) && VALUES.has(node.kind));
    if (counted) path.pop();
  };
  visit(parse(source), visitWithTypeInfo(types, { enter, leave }));
  return found;
}
