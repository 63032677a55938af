import { GraphQLSafeInt } from 'graphql-scalars';
import { Field, Float, ObjectType } from 'type-graphql';

/** An accelerator of a machine. */
@ObjectType('Gpu', { description: 'An accelerator of a machine.', simpleResolvers: true })
export class GpuType {
  @Field(() => String, { description: 'The model.' })
  name!: string;

  @Field(() => GraphQLSafeInt, { description: 'Its memory in bytes.' })
  memoryBytes!: number;

  @Field(() => String, { description: 'Version of its driver.' })
  driverVersion!: string;

  @Field(() => String, { nullable: true, description: 'Newest CUDA that the driver serves.' })
  cudaVersion!: string | null;

  @Field(() => String, { nullable: true, description: 'Such as "9.0".' })
  computeCapability!: string | null;

  @Field(() => Float, { nullable: true, description: 'Enforced limit of its power.' })
  powerLimitWatts!: number | null;
}
