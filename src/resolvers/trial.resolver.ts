import { Ctx, FieldResolver, Float, Resolver, Root } from 'type-graphql';
import { TrialShape } from '../schema/trial-shape.enum';
import { TrialType } from '../schema/trial.type';
import { trialShape, type TrialShapeName } from '../statistics/trial-shape';
import type { ApiContext } from './context';
import { requirePresent } from './input-rules';
import { blockSeconds } from './mappers/trial.mapper';

/** The blocks of a trial, unpacked only where they are asked for, and what they look like. */
@Resolver(() => TrialType)
export class TrialResolver {
  @FieldResolver(() => [Float])
  blockSeconds(@Root() { row }: TrialType): number[] {
    return blockSeconds(row);
  }

  @FieldResolver(() => TrialShape, { nullable: true })
  async shape(@Root() { row }: TrialType, @Ctx() { loaders }: ApiContext): Promise<TrialShapeName | null> {
    const run = requirePresent(await loaders.runs.load(row.runId));
    const race = requirePresent(await loaders.races.load(run.raceId));
    return trialShape(blockSeconds(row), race.practicalDifference);
  }
}
