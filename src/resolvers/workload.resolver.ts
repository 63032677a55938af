import { Arg, FieldResolver, Float, ID, Query, Resolver, Root } from 'type-graphql';
import { GraphQLSafeInt } from 'graphql-scalars';
import { LayerType } from '../schema/layer.type';
import { WorkloadType } from '../schema/workload.type';
import { findWorkload, listWorkloads } from '../workloads/catalog';
import { requirePlainId } from './input-rules';
import { describe, toWorkload } from './mappers/workload.mapper';
import { Scope } from './scope';

/** The workloads of this server. */
@Resolver(() => WorkloadType)
export class WorkloadResolver {
  @Scope('READ')
  @Query(() => [WorkloadType], { description: 'Every workload, in alphabetical order.' })
  workloads(): WorkloadType[] {
    return listWorkloads().map(toWorkload);
  }

  @Scope('READ')
  @Query(() => WorkloadType, { nullable: true, description: 'One workload; null where there is none of this id.' })
  workload(@Arg('id', () => ID) id: string): WorkloadType | null {
    const workload = findWorkload(requirePlainId(id, 'id'));
    return workload ? toWorkload(workload) : null;
  }

  @FieldResolver(() => [LayerType])
  layers(@Root() workload: WorkloadType): LayerType[] {
    return [...describe(workload).layers];
  }

  @FieldResolver(() => GraphQLSafeInt)
  parameterCount(@Root() workload: WorkloadType): number {
    return describe(workload).parameterCount;
  }

  @FieldResolver(() => Float)
  flopsPerItem(@Root() workload: WorkloadType): number {
    return describe(workload).flopsPerItem;
  }

  @FieldResolver(() => Float, { nullable: true })
  compulsoryBytesPerItem(@Root() workload: WorkloadType): number | null {
    return describe(workload).compulsoryBytesPerItem;
  }
}
