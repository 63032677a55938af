import { registerEnumType } from 'type-graphql';
import type { PrecisionName } from '../protocol/messages';

/** The arithmetic of the large matrix products. */
export const Precision = {
  FLOAT32: 'FLOAT32',
  TFLOAT32: 'TFLOAT32',
  BFLOAT16: 'BFLOAT16',
  FLOAT16: 'FLOAT16',
} as const satisfies { readonly [Value in PrecisionName]: Value };

registerEnumType(Precision, {
  name: 'Precision',
  description: 'The arithmetic of the large matrix products.',
  valuesConfig: {
    FLOAT32: { description: 'IEEE single precision throughout; reduced forms are switched off.' },
    TFLOAT32: {
      description: 'Inputs of products rounded to 10 bits of mantissa on tensor cores, single precision sums.',
    },
    BFLOAT16: { description: 'Brain floating point: 8 bits of mantissa with the range of single precision.' },
    FLOAT16: { description: 'IEEE half precision.' },
  },
});
