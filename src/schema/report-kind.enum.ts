import { registerEnumType } from 'type-graphql';
import type { ReportKindName } from '../entities/report.entity';

/** What a report is about. */
export const ReportKind = {
  FRAMEWORK_SPEED_COMPARISON: 'FRAMEWORK_SPEED_COMPARISON',
} as const satisfies { readonly [Value in ReportKindName]: Value };

registerEnumType(ReportKind, {
  name: 'ReportKind',
  description: 'What a report is about.',
  valuesConfig: {
    FRAMEWORK_SPEED_COMPARISON: {
      description: 'The claims of the article "TensorFlow vs PyTorch: a race for speed in deep learning frameworks".',
    },
  },
});
