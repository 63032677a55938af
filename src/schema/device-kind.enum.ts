import { registerEnumType } from 'type-graphql';
import type { DeviceKindName } from '../entities/race.entity';

/** Where an entrant computes. */
export const DeviceKind = {
  CPU: 'CPU',
  GPU: 'GPU',
} as const satisfies { readonly [Value in DeviceKindName]: Value };

registerEnumType(DeviceKind, {
  name: 'DeviceKind',
  description: 'Where an entrant computes.',
  valuesConfig: {
    CPU: { description: 'The processor of the host.' },
    GPU: { description: 'An accelerator of the host.' },
  },
});
