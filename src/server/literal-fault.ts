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
  type Source,
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

/** Of the texts of queries, as long as these are of use: one may have twenty errors. */
const placesOf = new WeakMap<Source, ReadonlyMap<string, InputPlace>>();

/** Errors keep the node but not what is around it: found again by its place in the text. */
function placeOf({ kind, loc }: ASTNode, schema: GraphQLSchema): InputPlace | null {
  if (!loc) return null;
  const places = placesOf.get(loc.source) ?? placesIn(loc.source, schema);
  placesOf.set(loc.source, places);
  return places.get(keyOf(kind, loc.start)) ?? null;
}

const keyOf = (kind: string, start: number | undefined) => `${kind} ${start}`;

/** Of all values. */
function placesIn(source: Source, schema: GraphQLSchema): Map<string, InputPlace> {
  const types = new TypeInfo(schema);
  const path: string[] = [];
  const found = new Map<string, InputPlace>();
  const enter = (node: ASTNode, key: string | number | undefined, parent: unknown) => {
    if (node.kind === Kind.ARGUMENT) path.push(node.name.value);
    else if (node.kind === Kind.OBJECT_FIELD) path.push(`.${node.name.value}`);
    else if (Array.isArray(parent) && VALUES.has(node.kind)) path.push(`[${key}]`);
    if (!VALUES.has(node.kind)) return;
    // An unknown field is a fault of the object around it.
    const own = node.kind === Kind.OBJECT_FIELD;
    found.set(
      keyOf(node.kind, node.loc?.start),
      own
        ? { field: path.slice(0, -1).join(''), type: types.getParentInputType() }
        : { field: path.join(''), type: types.getInputType() },
    );
  };
  const leave = (node: ASTNode, _key: string | number | undefined, parent: unknown) => {
    const counted = node.kind === Kind.ARGUMENT || (Array.isArray(parent) && VALUES.has(node.kind));
    if (counted) path.pop();
  };
  visit(parse(source), visitWithTypeInfo(types, { enter, leave }));
  return found;
}
