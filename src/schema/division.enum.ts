import { registerEnumType } from 'type-graphql';
import type { DivisionName } from '../protocol/messages';

/** Which flags the entrants of a race may set. A race is in one division, so the two never mix. */
export const Division = {
  STRICT: 'STRICT',
  TUNED: 'TUNED',
} as const satisfies { readonly [Value in DivisionName]: Value };

registerEnumType(Division, {
  name: 'Division',
  description: 'Which flags the entrants of a race may set. A race is in one division, so the two never mix.',
  valuesConfig: {
    STRICT: { description: 'Flags that change the rules are equal for all.' },
    TUNED: { description: "Each engine's documented best for this work; parity is still required." },
  },
});
