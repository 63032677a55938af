import { GraphQLDateTime, GraphQLJSONObject, GraphQLSafeInt } from 'graphql-scalars';
import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import type {
  CompilationCachesName,
  DeviceKindName,
  EffortName,
  EnvironmentGradeName,
  MetricName,
  Race,
  RaceStatusName,
} from '../entities/race.entity';
import type { DivisionName, PrecisionName, TaskName } from '../protocol/messages';
import type { QuestionName } from '../statistics/analysis';
import { ComparisonType } from './comparison.type';
import { CompilationCaches } from './compilation-caches.enum';
import { DeviceKind } from './device-kind.enum';
import { Division } from './division.enum';
import { Effort } from './effort.enum';
import { DisturbanceType } from './disturbance.type';
import { EnvironmentGrade } from './environment-grade.enum';
import { FailureType } from './failure.type';
import { HardwareProfileType } from './hardware-profile.type';
import { Metric } from './metric.enum';
import { NodeType } from './node.type';
import { Precision } from './precision.enum';
import { Question } from './question.enum';
import { RaceStatus } from './race-status.enum';
import type { Reference } from './reference';
import { RunType } from './run.type';
import { ScenarioType } from './scenario.type';
import { SettingType } from './setting.type';
import { StandingType } from './standing.type';
import { Task } from './task.enum';
import { WarningType } from './warning.type';
import { WorkloadType } from './workload.type';

/** Entrants on one workload, task, precision and metric, on one machine. */
@ObjectType('Race', {
  description: 'Entrants on one workload, task, precision and metric, on one machine.',
  simpleResolvers: true,
  implements: NodeType,
})
export class RaceType implements NodeType {
  @Field(() => ID, { description: 'Ordered by time of creation.' })
  id!: string;

  @Field(() => String, { nullable: true, description: "The client's own name for it." })
  label!: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'Who started it: the id of a token, or `subject:` and the subject of a JSON Web Token; null where the server asked nobody.',
  })
  owner!: string | null;

  @Field(() => ID, { nullable: true, description: 'Of whose project it is; null: of none.' })
  project!: string | null;

  @Field(() => RaceStatus, { description: 'Where it stands.' })
  status!: RaceStatusName;

  @Field(() => String, {
    nullable: true,
    description: 'In a sentence, what it waits for; null while it is measured, and when it has ended.',
  })
  waitingFor!: string | null;

  @Field(() => WorkloadType, { description: 'What was computed.' })
  workload!: Reference<WorkloadType>;

  @Field(() => [SettingType], { description: 'Every parameter of the workload with its value in this race.' })
  parameters!: SettingType[];

  @Field(() => Task, { description: 'What an iteration is.' })
  task!: TaskName;

  @Field(() => Precision, { description: 'The arithmetic of all entrants.' })
  precision!: PrecisionName;

  @Field(() => Division, { description: 'Which flags the entrants may set.' })
  division!: DivisionName;

  @Field(() => Int, { description: 'Items side by side in one iteration.' })
  batchSize!: number;

  @Field(() => Metric, { description: 'What decides.' })
  metric!: MetricName;

  @Field(() => ScenarioType, {
    nullable: true,
    description: 'How work came; null where the same was asked for one after the other.',
  })
  scenario!: Reference<ScenarioType> | null;

  @Field(() => CompilationCaches, {
    nullable: true,
    description:
      'What engines found of what they compiled before; null where the time to the first result was not raced.',
  })
  compilationCaches!: CompilationCachesName | null;

  @Field(() => Question, { description: 'Which pairs are compared.' })
  question!: QuestionName;

  @Field(() => Effort, { description: 'How long it may take.' })
  effort!: EffortName;

  @Field(() => Float, { description: 'Relative difference within which times count as equal.' })
  practicalDifference!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'Relative half-width that ends the race once every interval has it; null: a verdict does.',
  })
  targetHalfWidth!: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      "Smallest relative difference that it would likely (80 %) detect at its first look, by the spread of the machine's recent races; null until measuring began, and where the machine had none.",
  })
  expectedDetectableDifference!: number | null;

  @Field(() => Float, { description: 'The most seconds that measuring may take.' })
  budgetSeconds!: number;

  @Field(() => DeviceKind, { description: 'Where the entrants compute.' })
  device!: DeviceKindName;

  @Field(() => Int, { description: 'Threads that each engine may compute with.' })
  threads!: number;

  @Field(() => GraphQLSafeInt, { description: 'Of weights, inputs and order.' })
  seed!: number;

  @Field(() => String, {
    nullable: true,
    description: 'SHA-256 of the file with weights and inputs that every entrant read; null until it was made.',
  })
  tensorsSha256!: string | null;

  @Field(() => GraphQLDateTime, { description: 'When it was asked for.' })
  createdAt!: Date;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When measuring began.' })
  startedAt!: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it ended, however it ended.' })
  finishedAt!: Date | null;

  @Field(() => GraphQLJSONObject, {
    description: 'The input of `startRace` that asks for this race again, nothing left to a default.',
  })
  spec!: Record<string, unknown>;

  @Field(() => HardwareProfileType, { nullable: true, description: 'The machine; null until measuring began.' })
  hardware!: Reference<HardwareProfileType> | null;

  @Field(() => [RunType], { description: 'One per entrant, in the order given; after them the clone of a self-check.' })
  runs!: RunType[];

  @Field(() => Int, { description: 'Rounds that every surviving entrant completed.' })
  roundsCompleted!: number;

  @Field(() => [StandingType], {
    description:
      'Tiers, never a strict rank list: two runs share a tier unless one is shown to be faster. As of the last planned look.',
  })
  standings!: StandingType[];

  @Field(() => [ComparisonType], {
    description: 'The pairs that the question asks for; of a running race, as they stood at its last planned look.',
  })
  comparisons!: ComparisonType[];

  @Field(() => ComparisonType, {
    nullable: true,
    description:
      'An entrant against its own clone, where `selfCheck` was asked for; null where not, or while there is no complete round.',
  })
  selfCheck!: ComparisonType | null;

  @Field(() => String, {
    nullable: true,
    description: 'One sentence that can be quoted; null until the race has ended.',
  })
  verdict!: string | null;

  @Field(() => EnvironmentGrade, {
    nullable: true,
    description: 'How quiet the machine was while its blocks were measured; null before the first.',
  })
  environmentGrade!: EnvironmentGradeName | null;

  @Field(() => [DisturbanceType], { description: 'What disturbed its blocks: why the environment has its grade.' })
  disturbances!: DisturbanceType[];

  @Field(() => [WarningType], { description: 'What a reader of the result should know.' })
  warnings!: WarningType[];

  @Field(() => FailureType, { nullable: true, description: 'Why the race failed; null unless it did.' })
  failure!: Reference<FailureType> | null;

  /** Not a field: the row that this was made from. */
  row!: Race;
}
