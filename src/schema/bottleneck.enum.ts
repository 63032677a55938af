import { registerEnumType } from 'type-graphql';
import type { BottleneckName } from '../entities/trial.entity';

/** What keeps an input pipeline from being faster. */
export const Bottleneck = {
  MODEL: 'MODEL',
  LOADER: 'LOADER',
  BOTH: 'BOTH',
} as const satisfies { readonly [Value in BottleneckName]: Value };

registerEnumType(Bottleneck, {
  name: 'Bottleneck',
  description:
    'What keeps an input pipeline from being faster, from the times of the model alone, the loader alone and both.',
  valuesConfig: {
    MODEL: { description: 'It alone takes as long as both (to 10 %), and the loader over 10 % less.' },
    LOADER: { description: 'It alone takes as long as both (to 10 %), and the model over 10 % less.' },
    BOTH: {
      description: "They are alike to 10 %, or take over 10 % longer together: they wait for each other's processors.",
    },
  },
});
