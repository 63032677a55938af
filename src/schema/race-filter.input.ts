import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, InputType } from 'type-graphql';
import type { RaceStatusName } from '../entities/race.entity';
import { RaceStatus } from './race-status.enum';

/** Which races to list; every field given must hold. */
@InputType('RaceFilter', { description: 'Which races to list; every field given must hold.' })
export class RaceFilterInput {
  @Field(() => RaceStatus, { nullable: true, description: 'Races that stand so.' })
  status?: RaceStatusName | null;

  @Field(() => ID, { nullable: true, description: 'Races of this workload.' })
  workload?: string | null;

  @Field(() => ID, { nullable: true, description: 'Races in which this engine is entered.' })
  engine?: string | null;

  @Field(() => ID, { nullable: true, description: 'Races measured on this machine.' })
  hardware?: string | null;

  @Field(() => ID, { nullable: true, description: 'Races of this project.' })
  project?: string | null;

  @Field(() => String, { nullable: true, description: 'Races with exactly this label.' })
  label?: string | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'Races created at this moment or later.' })
  since?: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'Races created before this moment.' })
  until?: Date | null;
}
