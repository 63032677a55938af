import { Field, Float, ObjectType } from 'type-graphql';

/** What else went on while blocks of a race were measured. */
@ObjectType('Disturbance', {
  description: 'What else went on while blocks of a race were measured. Disturbed blocks are tagged, never deleted.',
  simpleResolvers: true,
})
export class DisturbanceType {
  @Field(() => String, {
    description:
      'STOLEN, THROTTLED, CPU_PRESSURE, MEMORY_PRESSURE, IO_PRESSURE, SLOW_CLOCK, GPU_THROTTLED or FOREIGN_GPU_PROCESS, as trials are tagged; PREEMPTED or MAJOR_FAULTS, of single blocks.',
  })
  code!: string;

  @Field(() => Float, { description: 'Part of the blocks of the race, above 0, at most 1.' })
  blockShare!: number;

  @Field(() => String, { description: 'What it was and what helps, for people.' })
  message!: string;
}
