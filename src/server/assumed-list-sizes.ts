/**
 * Makes the size of every list visible to the cost rule, which multiplies by literal `first` arguments only: a
 * variable counts as the largest page, a page without `first` as the default one, a plain list as `PLAIN_LIST_SIZE`,
 * and a field that says its `complexity` as a list that costs so much.
 */
import {
  isCompositeType,
  isListType,
  Kind,
  TypeInfo,
  getNamedType,
  getNullableType,
  visit,
  visitWithTypeInfo,
  type ArgumentNode,
  type ASTNode,
  type FieldNode,
  type GraphQLSchema,
} from 'graphql';
import { DEFAULT_PAGE_SIZE, MAXIMUM_PAGE_SIZE } from '../resolvers/paging';

/** Runs of a race, pairs of a comparison: rarely more. */
const PLAIN_LIST_SIZE = 8;
/** What the cost rule takes for an element of a list with one field. */
const COST_OF_ELEMENT = 3;

export function withAssumedListSizes<Node extends ASTNode>(schema: GraphQLSchema, node: Node): Node {
  const types = new TypeInfo(schema);
  const Field = {
    enter(field: FieldNode): FieldNode | undefined {
      const complexity = types.getFieldDef()?.extensions['complexity'];
      if (typeof complexity === 'number') return asCostly(field, complexity);
      const size = assumedSize(field, types);
      return size === null ? undefined : { ...field, arguments: [firstArgument(size)] };
    },
  };
  return visit<Node>(node, visitWithTypeInfo(types, { Field }));
}

/** The cost rule multiplies only what has fields: whatever a costly one is asked for is told to it as one of them. */
function asCostly(field: FieldNode, complexity: number): FieldNode {
  const inner = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } } as const;
  const selectionSet = { kind: Kind.SELECTION_SET, selections: [inner] } as const;
  return { ...field, arguments: [firstArgument(Math.ceil(complexity / COST_OF_ELEMENT))], selectionSet };
}

function assumedSize(field: FieldNode, types: TypeInfo): number | null {
  const definition = types.getFieldDef();
  if (!definition) return null;
  if (definition.args.some(({ name }) => name === 'first')) return pageSize(field);
  const type = getNullableType(definition.type);
  const isEdges = types.getParentType()?.name.endsWith('Connection');
  return isListType(type) && isCompositeType(getNamedType(type)) && !isEdges ? PLAIN_LIST_SIZE : null;
}

function pageSize(field: FieldNode): number {
  const first = field.arguments?.find(({ name }) => name.value === 'first')?.value;
  if (!first || first.kind === Kind.NULL) return DEFAULT_PAGE_SIZE;
  // Whatever is out of range is refused where it is read: here it must not look cheap, nor dearer than the largest.
  const asked = first.kind === Kind.INT ? Number(first.value) : MAXIMUM_PAGE_SIZE;
  return Math.min(Math.max(asked, 1), MAXIMUM_PAGE_SIZE);
}

function firstArgument(size: number): ArgumentNode {
  return {
    kind: Kind.ARGUMENT,
    name: { kind: Kind.NAME, value: 'first' },
    value: { kind: Kind.INT, value: String(size) },
  };
}
