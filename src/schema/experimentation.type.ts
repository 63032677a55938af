import { Field, ObjectType } from 'type-graphql';
import type { ExperimentationFacts } from '../entities/race.entity';
import { EditedIn, ModelEdit } from './experimentation.enum';

/** A model is changed, and its first result is waited for. */
@ObjectType('Experimentation', {
  description: 'A model is changed, and its first result is waited for.',
  simpleResolvers: true,
})
export class ExperimentationType {
  @Field(() => ModelEdit, { description: 'What is changed; workload, parameters and batch size are those before.' })
  edit!: ExperimentationFacts['edit'];

  @Field(() => EditedIn, { description: 'Where the changed model is run.' })
  process!: ExperimentationFacts['process'];
}
