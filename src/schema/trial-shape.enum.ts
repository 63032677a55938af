import { registerEnumType } from 'type-graphql';
import type { TrialShapeName } from '../statistics/trial-shape';

/** How the level of the measured blocks of a trial changed. */
export const TrialShape = {
  FLAT: 'FLAT',
  WARM_UP: 'WARM_UP',
  SLOW_DOWN: 'SLOW_DOWN',
  NONE: 'NONE',
} as const satisfies { readonly [Value in TrialShapeName]: Value };

registerEnumType(TrialShape, {
  name: 'TrialShape',
  description: 'How the level of the measured blocks of a trial changed.',
  valuesConfig: {
    FLAT: { description: 'One level, within half the practical difference or the noise of a block.' },
    WARM_UP: { description: 'It became faster and then stayed so.' },
    SLOW_DOWN: { description: 'It became slower than it had been and then stayed so.' },
    NONE: { description: 'No level was held for the last quarter of the blocks.' },
  },
});
