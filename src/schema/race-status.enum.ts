import { registerEnumType } from 'type-graphql';
import type { RaceStatusName } from '../entities/race.entity';

/** Where a race stands. */
export const RaceStatus = {
  QUEUED: 'QUEUED',
  RUNNING: 'RUNNING',
  FINISHED: 'FINISHED',
  CANCELLED: 'CANCELLED',
  FAILED: 'FAILED',
  INTERRUPTED: 'INTERRUPTED',
} as const satisfies { readonly [Value in RaceStatusName]: Value };

registerEnumType(RaceStatus, {
  name: 'RaceStatus',
  description: 'Where a race stands.',
  valuesConfig: {
    QUEUED: { description: 'Waiting for the machine.' },
    RUNNING: { description: 'Being measured.' },
    FINISHED: { description: 'Measured to its end: see the verdict.' },
    CANCELLED: { description: 'Ended by a client; what was measured is kept.' },
    FAILED: { description: 'No entrant got to a result; `failure` says why.' },
    INTERRUPTED: { description: 'The server ended during the race and it could not go on; what was measured is kept.' },
  },
});
