import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { ExperimentationFacts } from '../entities/race.entity';
import { EditedIn } from './experimentation.enum';

/** What a model took up to its first result, in seconds. */
@ObjectType('WorkPhases', {
  description: 'What a model took up to its first result, in seconds; medians over trials.',
  simpleResolvers: true,
})
export class WorkPhasesType {
  @Field(() => Float, { description: 'Building the model and loading its weights.' })
  buildSeconds!: number;

  @Field(() => Float, { description: 'Compiling or tracing.' })
  compileSeconds!: number;

  @Field(() => Float, { description: 'The first iteration.' })
  firstResultSeconds!: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'Traced or compiled up to there, as the engine counts it: the most of any trial; 0 of an engine that compiles nothing, null where it does not say.',
  })
  compilations!: number | null;
}

/** From a change of a model to its first result, in seconds. */
@ObjectType('EditStart', {
  description: 'From a change of a model to its first result, in seconds; medians over trials.',
  simpleResolvers: true,
})
export class EditStartType extends WorkPhasesType {
  @Field(() => EditedIn, { description: 'Where the changed model was run.' })
  process!: ExperimentationFacts['process'];

  @Field(() => Float, {
    description: 'All of it; in a fresh process with the start of the process, which `coldStart` shows.',
  })
  timeToFirstResultSeconds!: number;

  @Field(() => WorkPhasesType, {
    nullable: true,
    description: 'The model before the change in the same processes; null in fresh ones, which never had it.',
  })
  original!: WorkPhasesType | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'All of it, and by how much the iterations after it took longer than later ones until they were steady. Null where half of the trials or more did not become steady in the 2 s they have for it.',
  })
  timeToSteadySeconds!: number | null;

  @Field(() => Float, { nullable: true, description: 'Of an iteration after that; null where none was timed.' })
  steadySecondsPerIteration!: number | null;
}
