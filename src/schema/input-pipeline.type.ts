import { Field, Float, ObjectType } from 'type-graphql';
import type { BottleneckName } from '../entities/trial.entity';
import { Bottleneck } from './bottleneck.enum';
import { EstimateType } from './estimate.type';
import type { Reference } from './reference';

/** What a run's model and loader take, each alone and together. */
@ObjectType('RunInputPipeline', {
  description: "What a run's model and loader take, each alone and together, in seconds for each batch.",
  simpleResolvers: true,
})
export class RunInputPipelineType {
  @Field(() => EstimateType, { nullable: true, description: 'The model alone, on batches that were staged before.' })
  modelSeconds!: Reference<EstimateType> | null;

  @Field(() => EstimateType, { nullable: true, description: 'The loader alone.' })
  loaderSeconds!: Reference<EstimateType> | null;

  @Field(() => EstimateType, { nullable: true, description: 'Both: what is raced.' })
  bothSeconds!: Reference<EstimateType> | null;

  @Field(() => EstimateType, {
    nullable: true,
    description:
      'max(model, loader) / both, round by round: 1 where whichever takes longer hides the other; less where they wait for each other.',
  })
  overlapEfficiency!: Reference<EstimateType> | null;

  @Field(() => Bottleneck, { description: 'By the three estimates.' })
  bottleneck!: BottleneckName;
}

/** The same of one trial. */
@ObjectType('TrialInputPipeline', {
  description: 'The same of one trial: medians over its blocks, in seconds for each batch.',
  simpleResolvers: true,
})
export class TrialInputPipelineType {
  @Field(() => Float, { nullable: true, description: 'The model alone; null where the trial was cut short before it.' })
  modelSeconds!: number | null;

  @Field(() => Float, { nullable: true, description: 'The loader alone; likewise.' })
  loaderSeconds!: number | null;

  @Field(() => Float, { nullable: true, description: 'Both; likewise.' })
  bothSeconds!: number | null;

  @Field(() => Float, { nullable: true, description: 'max(model, loader) / both; null where one is not known.' })
  overlapEfficiency!: number | null;

  @Field(() => [Float], { description: 'Of each block of the model alone.' })
  modelBlockSeconds!: number[];

  @Field(() => [Float], {
    description: 'Of each block of the loader alone. Those of both are the blocks of the trial.',
  })
  loaderBlockSeconds!: number[];

  @Field(() => String, { description: 'WARM: every file had been read before anything was timed.' })
  pageCache!: string;

  @Field(() => String, { description: 'SHA-256 of all image files, one after the other.' })
  imagesSha256!: string;
}
