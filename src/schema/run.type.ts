import { GraphQLSafeInt } from 'graphql-scalars';
import { Field, Float, ID, ObjectType } from 'type-graphql';
import type { Race } from '../entities/race.entity';
import type { Run, RunStatusName } from '../entities/run.entity';
import { ColdStartType } from './cold-start.type';
import { EditStartType } from './edit-start.type';
import { DeviceType } from './device.type';
import { EngineVariantType } from './engine-variant.type';
import { EngineType } from './engine.type';
import { RunInputPipelineType } from './input-pipeline.type';
import { EstimateType } from './estimate.type';
import { FailureType } from './failure.type';
import { NodeImplementationType } from './node-implementation.type';
import { NodeType } from './node.type';
import type { LimitSideName } from '../statistics/share-of-limit';
import { LimitSide } from './limit-side.enum';
import { ParityType } from './parity.type';
import { PercentilesType } from './percentiles.type';
import { RaceType } from './race.type';
import type { Reference } from './reference';
import { RunLengthsType } from './run-lengths.type';
import { RunStatus } from './run-status.enum';
import { SettingType } from './setting.type';

/** One entrant's part in a race, with its result. */
@ObjectType('Run', {
  description: "One entrant's part in a race, with its result.",
  simpleResolvers: true,
  implements: NodeType,
})
export class RunType implements NodeType {
  @Field(() => ID, { description: 'Ordered by time of creation.' })
  id!: string;

  @Field(() => RaceType, { description: 'The race that it is part of.' })
  race!: Reference<RaceType>;

  @Field(() => String, { description: 'How sentences name it; unique within its race.' })
  label!: string;

  @Field(() => RunType, {
    nullable: true,
    description: 'The run that this is a second copy of, entered by `selfCheck`; null of an entrant.',
  })
  cloneOf!: Reference<RunType> | null;

  @Field(() => EngineType, { description: 'What ran.' })
  engine!: Reference<EngineType>;

  @Field(() => EngineVariantType, { description: 'How it executed.' })
  variant!: Reference<EngineVariantType>;

  @Field(() => String, { nullable: true, description: 'As the worker reported it; null before it ran.' })
  engineVersion!: string | null;

  @Field(() => DeviceType, { nullable: true, description: 'Where it computed; null before it ran.' })
  device!: Reference<DeviceType> | null;

  @Field(() => RunStatus, { description: 'Where it stands.' })
  status!: RunStatusName;

  @Field(() => FailureType, {
    nullable: true,
    description: 'Why it is UNSUPPORTED or FAILED; what was measured before is kept.',
  })
  failure!: Reference<FailureType> | null;

  @Field(() => [SettingType], {
    description: 'Every flag that could make the comparison unfair, as read back from the engine.',
  })
  settings!: SettingType[];

  @Field(() => [NodeImplementationType], {
    description: "For each node of the graph, whether the engine's own fused form was used.",
  })
  implementation!: NodeImplementationType[];

  @Field(() => ParityType, {
    nullable: true,
    description: 'The proof that it did the same work as the others; null before it was checked.',
  })
  parity!: Reference<ParityType> | null;

  @Field(() => EstimateType, { nullable: true, description: 'Time of one iteration.' })
  secondsPerIteration!: Reference<EstimateType> | null;

  @Field(() => EstimateType, { nullable: true, description: "Throughput in the workload's items." })
  itemsPerSecond!: Reference<EstimateType> | null;

  @Field(() => EstimateType, {
    nullable: true,
    description:
      'From the start of the process to its first result, where TIME_TO_FIRST_RESULT is what was raced; from the change of the model where it is changed in a process that goes on.',
  })
  timeToFirstResultSeconds!: Reference<EstimateType> | null;

  @Field(() => PercentilesType, {
    nullable: true,
    description:
      'Distribution of the time of single iterations, over all trials: timed one by one after the blocks. Null where LATENCY is not what was raced.',
  })
  latency!: Reference<PercentilesType> | null;

  @Field(() => ColdStartType, {
    nullable: true,
    description:
      'What it took to get to the first result, medians over trials; null where its processes never started alone, or went on with another model; of training only where TIME_TO_FIRST_RESULT was raced.',
  })
  coldStart!: Reference<ColdStartType> | null;

  @Field(() => EditStartType, {
    nullable: true,
    description: 'What it took from a change of the model to its first result; null where no change was raced.',
  })
  editStart!: Reference<EditStartType> | null;

  @Field(() => GraphQLSafeInt, {
    nullable: true,
    description: 'Most host memory that one of its processes held; null before one ended.',
  })
  peakMemoryBytes!: number | null;

  @Field(() => GraphQLSafeInt, {
    nullable: true,
    description: 'Most device memory that its framework held at once; null where it computes on the CPU.',
  })
  peakDeviceMemoryBytes!: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      "Part of the time of an iteration in which the GPU waited for the host: 1 - device time / wall time, over all measured blocks. Null where the engine does not tell the device's own time.",
  })
  hostBoundShare!: number | null;

  @Field(() => EstimateType, {
    nullable: true,
    description:
      'Energy of one item beyond what the idle machine takes: of the processor packages, with their memory where it has a counter, or on a GPU of the GPU boards alone; `Trial.energy` says which. Null where ENERGY is not what was raced and where no counter can be read, never 0.',
  })
  energyJoulesPerItem!: Reference<EstimateType> | null;

  @Field(() => EstimateType, {
    nullable: true,
    description:
      'Highest rate of requests that it answers in time, as the scenario of the race has it. Null where SERVER_RATE is not what was raced, and where no rate was found, never 0.',
  })
  requestsPerSecond!: Reference<EstimateType> | null;

  @Field(() => RunLengthsType, {
    nullable: true,
    description: 'Null where all sequences are as long, and before a trial ended.',
  })
  variableLengths!: Reference<RunLengthsType> | null;

  @Field(() => RunInputPipelineType, {
    nullable: true,
    description: 'Null where no images were loaded, and before the first trial.',
  })
  inputPipeline!: Reference<RunInputPipelineType> | null;

  @Field(() => Float, {
    nullable: true,
    description:
      "Of the machine's measured attainable limit for this workload: 100 would be as fast as its fastest matrix product and its memory allow. Above 105 the race warns (ABOVE_LIMIT); never clipped. Null while the limit is not measured, and where it says nothing of such work.",
  })
  percentOfLimit!: number | null;

  @Field(() => LimitSide, {
    nullable: true,
    description: 'What holds an ideal implementation of this work back on this machine; null with `percentOfLimit`.',
  })
  limitedBy!: LimitSideName | null;

  @Field(() => EstimateType, { nullable: true, description: 'Analytic work of an iteration over its time.' })
  flopsPerSecond!: Reference<EstimateType> | null;

  /** Not a field: the row that this was made from. */
  row!: Run;
  /** Its race, where that is at hand. */
  raceRow?: Race;
}
