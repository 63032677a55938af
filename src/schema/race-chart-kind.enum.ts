import { registerEnumType } from 'type-graphql';

/** What a chart of a race shows. */
export const RaceChartKind = {
  SPEEDUPS: 'SPEEDUPS',
  BLOCKS: 'BLOCKS',
  COLD_START: 'COLD_START',
  ROOFLINE: 'ROOFLINE',
} as const;

export type RaceChartKindName = keyof typeof RaceChartKind;

registerEnumType(RaceChartKind, {
  name: 'RaceChartKind',
  description: 'What a chart of a race shows.',
  valuesConfig: {
    SPEEDUPS: {
      description:
        'What the compared pairs say, with their intervals, and the zone in which differences do not matter.',
    },
    BLOCKS: { description: 'How the blocks of each entrant are distributed; of starts, memory and energy its trials.' },
    COLD_START: { description: 'From the start to the first result, phase by phase.' },
    ROOFLINE: { description: 'How near entrants come to what the machine can do with such work.' },
  },
});
