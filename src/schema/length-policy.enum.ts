import { registerEnumType } from 'type-graphql';
import type { LengthPolicyName } from '../workloads/sequence-batches';

/** How sequences of different lengths are put into batches. */
export const LengthPolicy = {
  EXACT: 'EXACT',
  BUCKET: 'BUCKET',
  PAD: 'PAD',
  PACKED: 'PACKED',
} as const satisfies { readonly [Value in LengthPolicyName]: Value };

registerEnumType(LengthPolicy, {
  name: 'LengthPolicy',
  description: 'How sequences of different lengths are put into batches.',
  valuesConfig: {
    EXACT: { description: 'Each sequence by itself, as long as it is.' },
    BUCKET: {
      description:
        'Sequences of like length together, each batch filled up to the next of four lengths (an eighth, a quarter, half and all of the longest).',
    },
    PAD: { description: 'As they come, every batch filled up to the longest of all.' },
    PACKED: {
      description:
        'As they come; the engine is told how long each is, and computes no more. Only of engines that have such a form.',
    },
  },
});
