import { registerEnumType } from 'type-graphql';
import type { SweepDimensionName } from '../entities/sweep.entity';

/** What differs from race to race of a sweep. */
export const SweepDimension = {
  BATCH_SIZE: 'BATCH_SIZE',
  THREADS: 'THREADS',
  SEQUENCE_LENGTH: 'SEQUENCE_LENGTH',
  PARAMETER: 'PARAMETER',
} as const satisfies { readonly [Value in SweepDimensionName]: Value };

registerEnumType(SweepDimension, {
  name: 'SweepDimension',
  description: 'What differs from race to race of a sweep.',
  valuesConfig: {
    BATCH_SIZE: { description: 'Items side by side in one iteration.' },
    THREADS: { description: 'Threads that an engine may compute with.' },
    SEQUENCE_LENGTH: { description: "The workload's parameter `sequenceLength`." },
    PARAMETER: { description: 'Any parameter of the workload.' },
  },
});
