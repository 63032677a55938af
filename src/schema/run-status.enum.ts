import { registerEnumType } from 'type-graphql';
import type { RunStatusName } from '../entities/run.entity';

/** Where an entrant stands. */
export const RunStatus = {
  QUEUED: 'QUEUED',
  RUNNING: 'RUNNING',
  FINISHED: 'FINISHED',
  UNSUPPORTED: 'UNSUPPORTED',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
} as const satisfies { readonly [Value in RunStatusName]: Value };

registerEnumType(RunStatus, {
  name: 'RunStatus',
  description: 'Where an entrant stands.',
  valuesConfig: {
    QUEUED: { description: 'Not begun.' },
    RUNNING: { description: 'Being measured.' },
    FINISHED: { description: 'Measured to the end of the race.' },
    UNSUPPORTED: {
      description: 'The engine cannot do this work here; a normal outcome, `failure` names what is missing.',
    },
    FAILED: { description: 'It broke, or its results were wrong; the other entrants race on.' },
    CANCELLED: { description: 'The race was cancelled.' },
  },
});
