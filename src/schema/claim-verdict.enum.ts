import { registerEnumType } from 'type-graphql';
import type { ClaimVerdictName } from '../claims/claim';

/** What was measured says of a claim. */
export const ClaimVerdict = {
  SUPPORTED: 'SUPPORTED',
  CONTRADICTED: 'CONTRADICTED',
  DEPENDS: 'DEPENDS',
  NOT_ENOUGH_DATA: 'NOT_ENOUGH_DATA',
} as const satisfies { readonly [Value in ClaimVerdictName]: Value };

registerEnumType(ClaimVerdict, {
  name: 'ClaimVerdict',
  description: 'What was measured says of a claim.',
  valuesConfig: {
    SUPPORTED: { description: 'It holds in nearly all cases, however those turn out that are still undecided.' },
    CONTRADICTED: { description: 'It holds in nearly none, however those turn out that are still undecided.' },
    DEPENDS: { description: 'It holds in some and not in others; the sentence says on what it depends.' },
    NOT_ENOUGH_DATA: { description: 'The undecided cases could turn it either way.' },
  },
});
