import { registerEnumType } from 'type-graphql';
import type { EnvironmentGradeName } from '../entities/race.entity';

/** How many measured blocks were disturbed (throttling, page faults, other processes, stolen time, pressure, clocks). */
export const EnvironmentGrade = { A: 'A', B: 'B', C: 'C' } as const satisfies {
  readonly [Value in EnvironmentGradeName]: Value;
};

registerEnumType(EnvironmentGrade, {
  name: 'EnvironmentGrade',
  description: 'How quiet the machine was during a race. Disturbed blocks are tagged, never deleted.',
  valuesConfig: {
    A: { description: 'No block was disturbed.' },
    B: { description: 'Fewer than 5 % of the blocks were disturbed.' },
    C: { description: 'More than that.' },
  },
});
