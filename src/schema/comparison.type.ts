import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { PairAnalysis, Told, VerdictName } from '../statistics/analysis';
import { EstimateType } from './estimate.type';
import type { Reference } from './reference';
import { RunType } from './run.type';
import { Verdict } from './verdict.enum';

/** What can be said of one pair. */
@ObjectType('Comparison', { description: 'What can be said of one pair.', simpleResolvers: true })
export class ComparisonType {
  @Field(() => RunType, { description: 'The first of the pair.' })
  baseline!: Reference<RunType>;

  @Field(() => RunType, { description: 'The second of the pair.' })
  candidate!: Reference<RunType>;

  @Field(() => EstimateType, {
    description:
      "Candidate's time over baseline's, per iteration, to the first result or per request, or its memory or energy, as the metric says: below 1, the candidate is faster, or needs less.",
  })
  ratio!: Reference<EstimateType>;

  @Field(() => EstimateType, {
    nullable: true,
    description:
      'As `ratio`, of the mean of the blocks instead of their median: with pauses and stalls. Paired t interval; null in races that were stored before it was computed.',
  })
  totalRatio!: Reference<EstimateType> | null;

  @Field(() => EstimateType, {
    nullable: true,
    description:
      'Of TIME_TO_FIRST_RESULT: iterations after its first result by which the one that takes longer to start, and less for an iteration, has caught up; null where neither is known to. The sentence says which of the two.',
  })
  breakEvenIterations!: Reference<EstimateType> | null;

  @Field(() => Verdict, { description: 'What the interval allows to be said.' })
  verdict!: VerdictName;

  @Field(() => Boolean, { description: 'The whole interval lies beyond the practical difference.' })
  clear!: boolean;

  @Field(() => String, { description: 'The comparison as a sentence that can be quoted.' })
  sentence!: string;

  @Field(() => Int, { description: 'Rounds that both completed.' })
  rounds!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'Smallest relative difference that so many rounds would detect with 80 % power; null below 3 rounds.',
  })
  minimumDetectableDifference!: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Where rounds are too few for a verdict: how many more would likely (80 %) bring one; otherwise, or where it cannot be told, null.',
  })
  furtherRounds!: number | null;

  @Field(() => [String], {
    description:
      'TAIL_SENSITIVE, AUTOCORRELATED, NOT_STEADY, WARMING, DRIFTING, STOLEN, THROTTLED, CPU_PRESSURE, MEMORY_PRESSURE, IO_PRESSURE, SLOW_CLOCK, GPU_THROTTLED, FOREIGN_GPU_PROCESS, UNEVEN_LOAD, TOO_FEW_ROUNDS, STEP_DOWN; of runs of different races UNPAIRED, ASSUMED_DRIFT, DIFFERENT_MACHINES, DIFFERENT_DEVICES, DIFFERENT_THREADS, DIFFERENT_DIVISIONS, DIFFERENT_CACHES.',
  })
  flags!: string[];

  /** Not a field: the analysis that this was made from. */
  pair!: PairAnalysis;

  /** Not fields: of the race, for the sentence. */
  practicalDifference!: number;
  measured!: Told;
}
