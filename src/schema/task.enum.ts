import { registerEnumType } from 'type-graphql';
import type { TaskName } from '../protocol/messages';

/** What an entrant does in one iteration. */
export const Task = {
  INFERENCE: 'INFERENCE',
  TRAINING: 'TRAINING',
} as const satisfies { readonly [Value in TaskName]: Value };

registerEnumType(Task, {
  name: 'Task',
  description: 'What an entrant does in one iteration.',
  valuesConfig: {
    INFERENCE: { description: 'One forward pass.' },
    TRAINING: { description: 'One training step: forward, loss, backward and the update by the optimizer.' },
  },
});
