/**
 * The field that a subscription follows must not be left out: GraphQL (since October 2025, 5.2.4.1) allows no condition
 * on it, and graphql-js, which does not know that yet, fails where none is left, and where the condition is a variable already while it
 * validates.
 */
import {
  GraphQLError,
  Kind,
  OperationTypeNode,
  type DirectiveNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { stopWith } from './stop-validation';

const CONDITIONS: ReadonlySet<string> = new Set(['skip', 'include']);

export const subscriptionRootRule: ValidationRule = (context) => ({
  Document: ({ definitions }) => {
    for (const definition of definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
      if (definition.operation !== OperationTypeNode.SUBSCRIPTION) continue;
      const condition = conditionIn(definition.selectionSet, context);
      if (!condition) continue;
      const message = `The field that a subscription follows must not be under "@${condition.name.value}".`;
      stopWith(context, new GraphQLError(message, { nodes: condition }));
    }
  },
});

/** On the field that is followed, or on what it stands in; null: there is none. */
function conditionIn(selected: SelectionSetNode, context: ValidationContext): DirectiveNode | null {
  const spread = new Set<string>();
  const waiting = [selected];
  for (let set = waiting.pop(); set; set = waiting.pop()) {
    for (const selection of set.selections) {
      const condition = selection.directives?.find(({ name }) => CONDITIONS.has(name.value));
      if (condition) return condition;
      if (selection.kind === Kind.INLINE_FRAGMENT) waiting.push(selection.selectionSet);
      if (selection.kind !== Kind.FRAGMENT_SPREAD || spread.has(selection.name.value)) continue;
      spread.add(selection.name.value);
      const fragment = context.getFragment(selection.name.value);
      if (fragment) waiting.push(fragment.selectionSet);
    }
  }
  return null;
}
