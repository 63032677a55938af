/**
 * How often one place of the answer may be selected. GraphQL's own rule that fields of one name must agree compares each
 * two of them, and their selections in turn: some hundred repetitions keep the server busy for a third of a second. So
 * this ends the validation before that rule has begun.
 */
import { GraphQLError, Kind, type FragmentDefinitionNode, type SelectionSetNode, type ValidationRule } from 'graphql';
import { LIMITS } from './limits';
import { stopWith } from './stop-validation';
import { tooComplex } from './too-complex';

/** Fields that are looked at, fragments put in where they are spread: more would be too costly to answer as well. */
const LOOKED_AT = 20_000;

const tooRepetitive = () =>
  tooComplex(
    'The query selects the same fields too often.',
    `Select a field at most ${LIMITS.repeats} times in one place, fragments included.`,
  );

export const repeatsRule: ValidationRule = (context) => ({
  Document: ({ definitions }) => {
    const places = new Places((name) => context.getFragment(name) ?? null);
    for (const definition of definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
      if (places.areFew([definition.selectionSet])) continue;
      const originalError = tooRepetitive();
      stopWith(context, new GraphQLError(originalError.message, { originalError }));
    }
  },
});

class Places {
  private lookedAt = 0;

  constructor(private readonly fragment: (name: string) => FragmentDefinitionNode | null) {}

  /**
   * Of what is answered together: selections of one place, from wherever they come. Fragments that were counted around it
   * are not followed again: they may lead back to themselves.
   */
  areFew(sets: readonly SelectionSetNode[], above: ReadonlySet<string> = new Set()): boolean {
    const selectedAs = new Map<string, SelectionSetNode[]>();
    const counts = new Map<string, number>();
    const spread = new Set(above);
    const waiting = [...sets];
    for (let set = waiting.pop(); set; set = waiting.pop()) {
      for (const selection of set.selections) {
        if ((this.lookedAt += 1) > LOOKED_AT) return false;
        if (selection.kind === Kind.INLINE_FRAGMENT) waiting.push(selection.selectionSet);
        else if (selection.kind === Kind.FRAGMENT_SPREAD) {
          const fragment = spread.has(selection.name.value) ? null : this.fragment(selection.name.value);
          spread.add(selection.name.value);
          if (fragment) waiting.push(fragment.selectionSet);
        } else {
          const name = (selection.alias ?? selection.name).value;
          const count = (counts.get(name) ?? 0) + 1;
          if (count > LIMITS.repeats) return false;
          counts.set(name, count);
          if (selection.selectionSet) selectedAs.set(name, [...(selectedAs.get(name) ?? []), selection.selectionSet]);
        }
      }
    }
    return [...selectedAs.values()].every((nested) => this.areFew(nested, spread));
  }
}
