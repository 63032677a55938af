/**
 * Makes the size of every list visible to the cost rule, which multiplies by literal `first` arguments only: a
 * variable counts as the largest page, a page without `first` as the default one, a plain list as `PLAIN_LIST_SIZE`,
 * and a chart as a list of as many fields as could be read meanwhile.
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
/** Drawing takes as long as reading thousands of fields (decision 35): a query may ask for about twenty charts. */
const FIELDS_OF_CHART = 1200;
/** Of a report as a page. */
const CHARTS_OF_PAGE = 14;

export function withAssumedListSizes<Node extends ASTNode>(schema: GraphQLSchema, node: Node): Node {
  const types = new TypeInfo(schema);
  const Field = {
    enter(field: FieldNode): FieldNode | undefined {
      if (isPage(types)) return asCharts(field);
      const size = assumedSize(field, types);
      return size === null ? undefined : { ...field, arguments: [firstArgument(size)] };
    },
  };
  return visit<Node>(node, visitWithTypeInfo(types, { Field }));
}

const isPage = (types: TypeInfo) => types.getParentType()?.name === 'Report' && types.getFieldDef()?.name === 'html';

/** The cost rule multiplies what has fields: a page is told to it as the charts that it holds. */
function asCharts(field: FieldNode): FieldNode {
  const names = ['svg', 'alt'].map((value) => ({ kind: Kind.FIELD, name: { kind: Kind.NAME, value } }) as const);
  const selectionSet = { kind: Kind.SELECTION_SET, selections: names } as const;
  return { ...field, arguments: [firstArgument(FIELDS_OF_CHART * CHARTS_OF_PAGE)], selectionSet };
}

function assumedSize(field: FieldNode, types: TypeInfo): number | null {
  const definition = types.getFieldDef();
  if (!definition) return null;
  if (definition.args.some(({ name }) => name === 'first')) return pageSize(field);
  if (getNamedType(definition.type).name === 'Chart') return FIELDS_OF_CHART;
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
