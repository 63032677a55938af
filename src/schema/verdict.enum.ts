import { registerEnumType } from 'type-graphql';
import type { VerdictName } from '../statistics/analysis';

/** What the interval allows to be said of a pair. */
export const Verdict = {
  BASELINE_FASTER: 'BASELINE_FASTER',
  CANDIDATE_FASTER: 'CANDIDATE_FASTER',
  NO_PRACTICAL_DIFFERENCE: 'NO_PRACTICAL_DIFFERENCE',
  INCONCLUSIVE: 'INCONCLUSIVE',
} as const satisfies { readonly [Value in VerdictName]: Value };

registerEnumType(Verdict, {
  name: 'Verdict',
  description: 'What the interval allows to be said of a pair.',
  valuesConfig: {
    BASELINE_FASTER: {
      description:
        'The interval of the ratio excludes 1 (where flagged STEP_DOWN, that of the step that shows it): the baseline is faster. `clear` says whether by more than the practical difference.',
    },
    CANDIDATE_FASTER: {
      description:
        'The interval of the ratio excludes 1 (where flagged STEP_DOWN, that of the step that shows it): the candidate is faster. `clear` says whether by more than the practical difference.',
    },
    NO_PRACTICAL_DIFFERENCE: { description: 'The whole interval lies within the practical difference.' },
    INCONCLUSIVE: { description: 'The data allow neither statement.' },
  },
});
