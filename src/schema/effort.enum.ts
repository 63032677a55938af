import { registerEnumType } from 'type-graphql';
import type { EffortName } from '../entities/race.entity';

/** How long a race may measure when no budget is given. */
export const Effort = {
  QUICK: 'QUICK',
  STANDARD: 'STANDARD',
  RIGOROUS: 'RIGOROUS',
} as const satisfies { readonly [Value in EffortName]: Value };

registerEnumType(Effort, {
  name: 'Effort',
  description: 'How long a race may measure when no budget is given.',
  valuesConfig: {
    QUICK: { description: 'An answer within about two minutes; close entrants may stay undecided.' },
    STANDARD: { description: 'The default.' },
    RIGOROUS: { description: 'For results that are to be published.' },
  },
});
