import { FieldResolver, Float, Resolver, Root } from 'type-graphql';
import { TrialType } from '../schema/trial.type';
import { blockSeconds } from './mappers/trial.mapper';

/** The blocks of a trial, unpacked only where they are asked for. */
@Resolver(() => TrialType)
export class TrialResolver {
  @FieldResolver(() => [Float])
  blockSeconds(@Root() { row }: TrialType): number[] {
    return blockSeconds(row);
  }
}
