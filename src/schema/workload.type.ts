import { GraphQLSafeInt } from 'graphql-scalars';
import { Field, Float, ID, ObjectType } from 'type-graphql';
import type { TaskName } from '../protocol/messages';
import type { Workload } from '../workloads/workload';
import { LayerType } from './layer.type';
import { NodeType } from './node.type';
import { Task } from './task.enum';
import { WorkloadParameterType } from './workload-parameter.type';

/** A model or operation as a layer graph: the same for every engine, from the same weights. */
@ObjectType('Workload', {
  description: 'A model or operation as a layer graph: the same for every engine, from the same weights.',
  simpleResolvers: true,
  implements: NodeType,
})
export class WorkloadType implements NodeType {
  @Field(() => ID, { description: 'Such as "lstm" or "mlp".' })
  id!: string;

  @Field(() => String, { description: 'For people.' })
  name!: string;

  @Field(() => String, { description: 'What it computes.' })
  description!: string;

  @Field(() => String, { nullable: true, description: 'The paper or benchmark that the shape comes from.' })
  source!: string | null;

  @Field(() => [WorkloadParameterType], { description: 'What a race may change about it.' })
  parameters!: WorkloadParameterType[];

  @Field(() => [Task], { description: 'What can be measured with it.' })
  tasks!: TaskName[];

  @Field(() => String, { description: 'What throughput counts: "samples", "tokens", "timesteps" or "FLOP".' })
  itemName!: string;

  @Field(() => [LayerType], { description: 'The graph with the default parameters, in order.' })
  layers!: LayerType[];

  @Field(() => GraphQLSafeInt, { description: 'Trainable numbers, with the default parameters.' })
  parameterCount!: number;

  @Field(() => Float, {
    description: 'Floating-point operations per item: analytic, forward pass, default parameters.',
  })
  flopsPerItem!: number;

  @Field(() => Float, {
    nullable: true,
    description:
      'Bytes per item that no implementation can avoid moving: every weight, input and output once; float32, forward ' +
      'pass, default parameters and batch size. Null where this server does not have the workload.',
  })
  compulsoryBytesPerItem!: number | null;

  /** Not a field: what this was made from; null where this server has no such workload any more. */
  definition!: Workload | null;
}
