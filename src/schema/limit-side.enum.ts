import { registerEnumType } from 'type-graphql';
import type { LimitSideName } from '../statistics/share-of-limit';

/** What holds an ideal implementation of a workload back. */
export const LimitSide = {
  COMPUTE: 'COMPUTE',
  MEMORY: 'MEMORY',
} as const satisfies { readonly [Value in LimitSideName]: Value };

registerEnumType(LimitSide, {
  name: 'LimitSide',
  description: 'What holds an ideal implementation of a workload back.',
  valuesConfig: {
    COMPUTE: { description: 'Its floating-point operations.' },
    MEMORY: { description: 'The bytes that it cannot avoid moving.' },
  },
});
