/** What an operation asks for anywhere in it, so that long columns need not be read where nobody does. */
import { Kind, visit, type GraphQLResolveInfo, type OperationDefinitionNode } from 'graphql';

/** By operation: documents that are asked again are the same object. */
const known = new WeakMap<OperationDefinitionNode, ReadonlySet<string>>();

/** Whether a field of one of these names stands anywhere in the operation or in a fragment of its document. */
export function asksForAny({ operation, fragments }: GraphQLResolveInfo, names: readonly string[]): boolean {
  const asked = known.get(operation) ?? new Set([operation, ...Object.values(fragments)].flatMap(namesOfFields));
  known.set(operation, asked);
  return names.some((name) => asked.has(name));
}

function namesOfFields(node: Parameters<typeof visit>[0]): string[] {
  const names: string[] = [];
  visit(node, { [Kind.FIELD]: { enter: (field: { name: { value: string } }) => void names.push(field.name.value) } });
  return names;
}
