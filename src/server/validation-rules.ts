/** The one list of validation rules beyond the specification's, for HTTP and WebSocket alike. */
import { costLimitRule } from '@escape.tech/graphql-armor-cost-limit';
import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import { GraphQLError, NoSchemaIntrospectionCustomRule, type ValidationContext, type ValidationRule } from 'graphql';
import { withAssumedListSizes } from './assumed-list-sizes';
import { LIMITS } from './limits';
import { repeatsRule } from './repeats-rule';
import { subscriptionRootRule } from './subscription-root-rule';
import { tooComplex } from './too-complex';

/** The rules of armor throw by themselves, out of `validate`: instead they report, as rules should. */
function reporting(message: string, advice: string) {
  return {
    propagateOnRejection: false,
    onReject: [
      (context: ValidationContext | null) => {
        const originalError = tooComplex(message, advice);
        context?.reportError(new GraphQLError(message, { originalError }));
      },
    ],
  };
}

const depthRule = maxDepthRule({
  n: LIMITS.depth,
  ...reporting('The query is too deep.', `Nest at most ${LIMITS.depth} selections; ask for the rest by id.`),
}) as ValidationRule;

const aliasesRule = maxAliasesRule({
  n: LIMITS.aliases,
  ...reporting('The query has too many aliases.', `Use at most ${LIMITS.aliases}; send several queries instead.`),
}) as ValidationRule;

/** A field costs 1, one with selections 2 and theirs, all that times the size of its list. */
const estimateCost = costLimitRule({
  maxCost: LIMITS.cost,
  objectCost: 2,
  scalarCost: 1,
  depthCostFactor: 1,
  flattenFragments: true,
  // The schema is read as dearly as the races: under aliases it would be read hundreds of times.
  ignoreIntrospection: false,
  ...reporting('The query asks for too much at once.', 'Ask for fewer fields, or for smaller pages.'),
});

const costRule: ValidationRule = (context) => {
  const schema = context.getSchema();
  const seen = {
    getFragment: (name: string) => {
      const fragment = context.getFragment(name);
      return fragment && withAssumedListSizes(schema, fragment);
    },
    reportError: (error: GraphQLError) => context.reportError(error),
  };
  const estimate = estimateCost(seen as ValidationContext);
  return {
    OperationDefinition: (operation) => estimate.onOperationDefinitionEnter(withAssumedListSizes(schema, operation)),
  };
};

export function validationRules({ introspection }: { readonly introspection: boolean }): ValidationRule[] {
  const limits = [repeatsRule, subscriptionRootRule, depthRule, aliasesRule, costRule];
  return introspection ? limits : [...limits, NoSchemaIntrospectionCustomRule];
}
