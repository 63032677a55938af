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

  @Field(() => Float, {
    nullable: true,
    description:
      'All of it, and by how much the iterations after it took longer than later ones until they were steady. Null where TIME_TO_FIRST_RESULT was not raced, and where half of the trials or more did not become steady in the 2 s they have for it.',
  })
  timeToSteadySeconds!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Of an iteration after that; null where TIME_TO_FIRST_RESULT was not raced.',
  })
  steadySecondsPerIteration!: number | null;
}
