import { registerEnumType } from 'type-graphql';
import type { ExperimentationFacts } from '../entities/race.entity';

/** What is changed of a model. */
export const ModelEdit = {
  UNITS: 'UNITS',
  LAYER: 'LAYER',
  BATCH_SHAPE: 'BATCH_SHAPE',
} as const satisfies { readonly [Value in ExperimentationFacts['edit']]: Value };

registerEnumType(ModelEdit, {
  name: 'ModelEdit',
  description: 'What is changed of a model.',
  valuesConfig: {
    UNITS: { description: 'One more unit (of a convolution: filter) in the first hidden layer.' },
    LAYER: { description: 'One more layer like the first hidden one, behind it.' },
    BATCH_SHAPE: { description: 'One more example in every batch.' },
  },
});

/** Where a changed model is run. */
export const EditedIn = {
  LIVE: 'LIVE',
  FRESH: 'FRESH',
} as const satisfies { readonly [Value in ExperimentationFacts['process']]: Value };

registerEnumType(EditedIn, {
  name: 'EditedIn',
  description: 'Where a changed model is run.',
  valuesConfig: {
    LIVE: { description: 'In the process that ran the model before the change, as in a notebook.' },
    FRESH: {
      description:
        'In a new process, as a script that is started again; compilation caches know the model before only.',
    },
  },
});
