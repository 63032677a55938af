import { GraphQLSafeInt } from 'graphql-scalars';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { GpuType } from './gpu.type';
import { MachineLimitType } from './machine-limit.type';
import { NodeType } from './node.type';

/** A machine, known by what decides what it can do. */
@ObjectType('HardwareProfile', {
  description: 'A machine, known by what decides what it can do.',
  simpleResolvers: true,
  implements: NodeType,
})
export class HardwareProfileType implements NodeType {
  @Field(() => ID, { description: 'Ordered by time of first use.' })
  id!: string;

  @Field(() => String, { description: 'SHA-256 of the canonical facts below.' })
  fingerprint!: string;

  @Field(() => String, { description: 'As the processor names itself.' })
  cpuModel!: string;

  @Field(() => Int, { description: 'Physical cores.' })
  cpuCores!: number;

  @Field(() => [String], { description: 'Instruction sets that matter here.' })
  cpuFeatures!: string[];

  @Field(() => GraphQLSafeInt, { description: 'Main memory in bytes.' })
  memoryBytes!: number;

  @Field(() => [GpuType], { description: 'Its accelerators.' })
  gpus!: GpuType[];

  @Field(() => String, { description: 'Name and version.' })
  operatingSystem!: string;

  @Field(() => String, { description: 'Version of the kernel.' })
  kernel!: string;

  @Field(() => String, { nullable: true, description: 'Hypervisor or container; null on bare metal.' })
  virtualization!: string | null;

  @Field(() => [MachineLimitType], {
    description:
      'What it was measured to be able to do at most: after a race of its kind, as soon as none waits, or when `measureLimits` asks. Empty before.',
  })
  limits!: MachineLimitType[];
}
