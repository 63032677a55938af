import { registerEnumType } from 'type-graphql';
import type { QuestionName } from '../statistics/analysis';

/** Which pairs a race compares; the confidence holds over all of them together. */
export const Question = {
  BEST: 'BEST',
  VS_BASELINE: 'VS_BASELINE',
  ALL_PAIRS: 'ALL_PAIRS',
} as const satisfies { readonly [Value in QuestionName]: Value };

registerEnumType(Question, {
  name: 'Question',
  description: 'Which pairs a race compares; the confidence holds over all of them together.',
  valuesConfig: {
    BEST: { description: 'Each entrant against the leader.' },
    VS_BASELINE: { description: 'Each entrant against the first one.' },
    ALL_PAIRS: { description: 'Every entrant against every other.' },
  },
});
