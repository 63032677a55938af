/**
 * What a caller must be allowed for each root field. It is declared beside the field, and enforced here for all of
 * them: a field without a scope keeps the schema from being built.
 */
import { defaultFieldResolver, type GraphQLField, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import { Extensions } from 'type-graphql';
import { isAllowed } from '../auth/principal';
import type { ScopeName } from '../entities/api-token.entity';
import { PhotofinishError } from '../errors';
import type { ApiContext } from './context';

type RootField = GraphQLField<unknown, ApiContext>;
type RootResolver = GraphQLFieldResolver<unknown, ApiContext>;

/** Of a query, a mutation or a subscription. */
export function Scope(scope: ScopeName): MethodDecorator {
  return Extensions({ scope });
}

export function rootFields(schema: GraphQLSchema): RootField[] {
  const types = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return types.flatMap((type) => Object.values(type?.getFields() ?? {}) as RootField[]);
}

/** Undefined where none was declared. */
export function scopeOf({ extensions }: RootField): ScopeName | undefined {
  return extensions['scope'] as ScopeName | undefined;
}

/** Makes every root field ask for its scope before anything else. */
export function enforceScopes(schema: GraphQLSchema): void {
  for (const field of rootFields(schema)) {
    const scope = scopeOf(field);
    if (scope === undefined) throw new Error(`The root field ${field.name} has no scope`);
    field.resolve = guarded(field.resolve ?? defaultFieldResolver, scope);
    if (field.subscribe) field.subscribe = guarded(field.subscribe, scope);
  }
}

function guarded(resolve: RootResolver, scope: ScopeName): RootResolver {
  return (source, args, context, info) => {
    requireScope(context, scope);
    return resolve(source, args, context, info);
  };
}

/** Throws FORBIDDEN. */
function requireScope({ principal }: ApiContext, scope: ScopeName): void {
  if (isAllowed(principal, scope)) return;
  throw new PhotofinishError('FORBIDDEN', `This needs the scope ${scope.toLowerCase()}.`, {
    advice: `Use credentials that have it: \`photofinish token create --scope ${scope.toLowerCase()}\`.`,
  });
}
