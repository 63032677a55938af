import { registerEnumType } from 'type-graphql';
import type { ScopeName } from '../entities/api-token.entity';

/** What a caller may do; each contains the ones before it. */
export const ApiScope = {
  READ: 'READ',
  RUN: 'RUN',
  ADMIN: 'ADMIN',
} as const satisfies { readonly [Value in ScopeName]: Value };

registerEnumType(ApiScope, {
  name: 'ApiScope',
  description: 'What a caller may do; each contains the ones before it.',
  valuesConfig: {
    READ: { description: 'Queries and subscriptions.' },
    RUN: { description: 'Starting and cancelling races, and deleting their own.' },
    ADMIN: { description: "Everything: tokens, others' races, every project." },
  },
});
