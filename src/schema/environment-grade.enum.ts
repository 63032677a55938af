import { registerEnumType } from 'type-graphql';

/** How many measured blocks were disturbed (throttling, page faults, other processes, stolen time). */
export const EnvironmentGrade = { A: 'A', B: 'B', C: 'C' } as const;
export type EnvironmentGradeName = keyof typeof EnvironmentGrade;

registerEnumType(EnvironmentGrade, {
  name: 'EnvironmentGrade',
  description: 'How quiet the machine was during a race. Disturbed blocks are tagged, never deleted.',
  valuesConfig: {
    A: { description: 'No block was disturbed.' },
    B: { description: 'Fewer than 5 % of the blocks were disturbed.' },
    C: { description: 'More than that.' },
  },
});
