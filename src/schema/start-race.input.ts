import { GraphQLSafeInt } from 'graphql-scalars';
import { Field, Float, ID, InputType, Int } from 'type-graphql';
import type { CompilationCachesName, DeviceKindName, EffortName, MetricName } from '../entities/race.entity';
import type { DivisionName, PrecisionName, TaskName } from '../protocol/messages';
import type { QuestionName } from '../statistics/analysis';
import { CompilationCaches } from './compilation-caches.enum';
import { DeviceKind } from './device-kind.enum';
import { Division } from './division.enum';
import { Effort } from './effort.enum';
import { EntrantInput } from './entrant.input';
import { HardwareWishInput } from './hardware-wish.input';
import { LayerInput } from './layer.input';
import { Metric } from './metric.enum';
import { ParameterInput } from './parameter.input';
import { Precision } from './precision.enum';
import { Question } from './question.enum';
import { ScenarioInput } from './scenario.input';
import { Task } from './task.enum';
import { TensorInput } from './tensor.input';
import { TrainingInput } from './training.input';

/** What is to be raced. Whatever is left out gets the documented default, which the race then shows. */
@InputType('StartRaceInput', {
  description: 'What is to be raced. Whatever is left out gets the documented default, which the race then shows.',
})
export class StartRaceInput {
  @Field(() => ID, { nullable: true, description: 'One of `workloads`; or send `layers` of your own.' })
  workload?: string | null;

  @Field(() => [LayerInput], {
    nullable: true,
    description: 'Layers of your own instead of a workload, each reading the one before unless it names its inputs.',
  })
  layers?: LayerInput[] | null;

  @Field(() => [TensorInput], { nullable: true, description: 'What your own layers read.' })
  inputs?: TensorInput[] | null;

  @Field(() => TrainingInput, { nullable: true, description: 'How your own layers are trained; needed for TRAINING.' })
  training?: TrainingInput | null;

  @Field(() => [ParameterInput], {
    nullable: true,
    description: 'Overrides by name, each name once; the rest keep their defaults.',
  })
  parameters?: ParameterInput[] | null;

  @Field(() => Task, { defaultValue: 'INFERENCE', description: 'What an iteration is.' })
  task!: TaskName;

  @Field(() => Precision, { defaultValue: 'FLOAT32', description: 'The arithmetic of all entrants.' })
  precision!: PrecisionName;

  @Field(() => Division, { defaultValue: 'STRICT', description: 'Which flags the entrants may set.' })
  division!: DivisionName;

  @Field(() => Int, { nullable: true, description: "Items side by side in one iteration. Default: the workload's." })
  batchSize?: number | null;

  @Field(() => [EntrantInput], { description: '1 to 16; one entrant is a plain benchmark.' })
  entrants!: EntrantInput[];

  @Field(() => Metric, {
    nullable: true,
    description: 'Default: LATENCY at batch size 1, THROUGHPUT otherwise; with a `scenario` its own.',
  })
  metric?: MetricName | null;

  @Field(() => ScenarioInput, {
    nullable: true,
    description: 'How requests come, where that is what is raced. Default: one after the other.',
  })
  scenario?: ScenarioInput | null;

  @Field(() => CompilationCaches, {
    nullable: true,
    description: 'Of TIME_TO_FIRST_RESULT only, to be left out otherwise. Default: WARM.',
  })
  compilationCaches?: CompilationCachesName | null;

  @Field(() => Question, { defaultValue: 'BEST', description: 'Which pairs are compared.' })
  question!: QuestionName;

  @Field(() => Effort, { defaultValue: 'STANDARD', description: 'How long it may take.' })
  effort!: EffortName;

  @Field(() => Float, {
    nullable: true,
    description: '0.02: differences within 2 % do not matter. Default: 0.02, of RIGOROUS 0.01.',
  })
  practicalDifference?: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      '0.01: measure until every interval is within ± 1 %, whatever it says, instead of until there is a verdict. 0.0005 to 1.',
  })
  targetHalfWidth?: number | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Whether a second copy of the first entrant that can run races along: a race that tells the two apart is not to be trusted, and says so.',
  })
  selfCheck!: boolean;

  @Field(() => Float, { nullable: true, description: 'The most seconds that measuring may take. Default: by effort.' })
  budgetSeconds?: number | null;

  @Field(() => HardwareWishInput, {
    nullable: true,
    description: 'Which hosts may measure it; it waits until one is there. Default: any.',
  })
  hardware?: HardwareWishInput | null;

  @Field(() => DeviceKind, { nullable: true, description: 'Default: GPU where every entrant has one, else CPU.' })
  device?: DeviceKindName | null;

  @Field(() => Int, {
    nullable: true,
    description: "Threads that an engine may compute with. Default: all of the entrants' CPU set.",
  })
  threads?: number | null;

  @Field(() => GraphQLSafeInt, {
    nullable: true,
    description: 'Of weights, inputs and order; the same seed gives the same. Default: drawn and recorded.',
  })
  seed?: number | null;

  @Field(() => String, { nullable: true, description: 'Your own name for the race, at most 200 characters.' })
  label?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'Whose race it is: who has other projects neither sees nor cancels it. Default: the only project of the credentials, or none.',
  })
  project?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The same key returns the same race instead of starting another; at most 200 characters.',
  })
  idempotencyKey?: string | null;
}
