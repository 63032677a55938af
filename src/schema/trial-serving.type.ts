import { Field, Float, Int, ObjectType } from 'type-graphql';
import { PercentilesType } from './percentiles.type';
import type { Reference } from './reference';

/** One schedule of requests, and how it was kept. */
@ObjectType('ServingProbe', {
  description: 'One schedule of requests, and how it was kept.',
  simpleResolvers: true,
})
export class ServingProbeType {
  @Field(() => Float, {
    nullable: true,
    description: 'Requests that were due in a second, on average; null where the next was always due: without a pause.',
  })
  requestsPerSecond!: number | null;

  @Field(() => Float, { description: 'Requests that were answered in a second.' })
  answeredPerSecond!: number;

  @Field(() => Int, { description: 'How many there were.' })
  requests!: number;

  @Field(() => Int, {
    description: 'Of these, took longer than the bound; without a pause, counted from when each was issued.',
  })
  overBound!: number;

  @Field(() => Boolean, {
    description: 'Whether so few over it show that the percentile lies within the bound (MLPerf, confidence 0.99).',
  })
  kept!: boolean;

  @Field(() => Float, { description: 'p99 of how much later than possible a request was let in.' })
  latenessSeconds!: number;

  @Field(() => Boolean, {
    description: 'Whether that was less than 1 % of the bound; otherwise the probe counts for nothing.',
  })
  valid!: boolean;

  @Field(() => PercentilesType, { nullable: true, description: 'From when each was due to its result.' })
  latency!: Reference<PercentilesType> | null;
}

/** What a trial of a server found. */
@ObjectType('TrialServing', { description: 'What a trial of a server found.', simpleResolvers: true })
export class TrialServingType {
  @Field(() => Float, {
    nullable: true,
    description: 'The highest rate that was kept; null where none was found: not known, never 0.',
  })
  requestsPerSecond!: number | null;

  @Field(() => [ServingProbeType], { description: 'In the order in which they were run.' })
  probes!: ServingProbeType[];
}
