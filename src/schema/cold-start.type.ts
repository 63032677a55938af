import { Field, Float, ObjectType } from 'type-graphql';

/** From the start of a process to its first result, in seconds. */
@ObjectType('ColdStart', {
  description: 'From the start of a process to its first result, in seconds.',
  simpleResolvers: true,
})
export class ColdStartType {
  @Field(() => Float, { description: 'Until the process ran its first line.' })
  spawnSeconds!: number;

  @Field(() => Float, { description: 'Importing the framework.' })
  importSeconds!: number;

  @Field(() => Float, { description: 'Initialising the device.' })
  initialiseSeconds!: number;

  @Field(() => Float, { description: 'Building the model and loading its weights.' })
  buildSeconds!: number;

  @Field(() => Float, { description: 'Compiling or tracing.' })
  compileSeconds!: number;

  @Field(() => Float, { description: 'The first iteration.' })
  firstResultSeconds!: number;

  @Field(() => Float, { description: 'All of it.' })
  timeToFirstResultSeconds!: number;
}
