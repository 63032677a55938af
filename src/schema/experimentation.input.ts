import { Field, InputType } from 'type-graphql';
import type { ExperimentationFacts } from '../entities/race.entity';
import { EditedIn, ModelEdit } from './experimentation.enum';

/** A model is changed, and its first result is waited for. */
@InputType('ExperimentationInput', { description: 'A model is changed, and its first result is waited for.' })
export class ExperimentationInput {
  @Field(() => ModelEdit, { description: 'What is changed; the race says of what it is asked for how it was before.' })
  edit!: ExperimentationFacts['edit'];

  @Field(() => EditedIn, { defaultValue: EditedIn.LIVE, description: 'Where the changed model is run.' })
  process!: ExperimentationFacts['process'];
}
