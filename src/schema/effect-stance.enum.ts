import { registerEnumType } from 'type-graphql';
import type { Stance } from '../claims/effect';

/** How a case stands to its claim. */
export const EffectStance = {
  SUPPORTS: 'SUPPORTS',
  CONTRADICTS: 'CONTRADICTS',
  UNDECIDED: 'UNDECIDED',
} as const satisfies { readonly [Value in Stance]: Value };

registerEnumType(EffectStance, {
  name: 'EffectStance',
  description: 'How a case stands to its claim, by the rule that was declared before it was measured.',
  valuesConfig: {
    SUPPORTS: { description: 'What the claim says was shown.' },
    CONTRADICTS: { description: 'The opposite, or that there is no practical difference, was shown.' },
    UNDECIDED: { description: 'Neither was shown, or it was not measured.' },
  },
});
