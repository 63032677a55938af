import { Field, Float, Int, ObjectType } from 'type-graphql';

/** How a GPU was while an entrant computed on it. */
@ObjectType('GpuState', {
  description: 'How a GPU was while an entrant computed on it, after its last measured block.',
  simpleResolvers: true,
})
export class GpuStateType {
  @Field(() => Float, {
    nullable: true,
    description: 'Clock of its multiprocessors; null where the driver does not tell.',
  })
  smClockHertz!: number | null;

  @Field(() => Float, { nullable: true, description: 'Null where the driver does not tell.' })
  temperatureCelsius!: number | null;

  @Field(() => [String], {
    nullable: true,
    description:
      "Why its clock was not higher, by the driver's names, such as HW_SLOWDOWN or SW_POWER_CAP; empty where nothing held it back, null where the driver does not tell.",
  })
  clockReasons!: string[] | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "Processes that computed on it and were none of the race's; null where the server cannot see who is on it, as in most containers.",
  })
  foreignProcesses!: number | null;
}
