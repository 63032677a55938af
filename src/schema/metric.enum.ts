import { registerEnumType } from 'type-graphql';
import type { MetricName } from '../entities/race.entity';

/** What decides a race. */
export const Metric = {
  LATENCY: 'LATENCY',
  THROUGHPUT: 'THROUGHPUT',
  TIME_TO_FIRST_RESULT: 'TIME_TO_FIRST_RESULT',
  PEAK_MEMORY: 'PEAK_MEMORY',
  ENERGY: 'ENERGY',
  SERVER_RATE: 'SERVER_RATE',
} as const satisfies { readonly [Value in MetricName]: Value };

registerEnumType(Metric, {
  name: 'Metric',
  description: 'What decides a race.',
  valuesConfig: {
    LATENCY: { description: 'Time of one iteration, synchronised after every iteration.' },
    THROUGHPUT: { description: 'Time of one iteration in a long block, synchronised once at its end.' },
    TIME_TO_FIRST_RESULT: { description: 'From the start of the process to its first result.' },
    PEAK_MEMORY: {
      description: 'The most memory that a process held: of the GPU where one computes, of the host otherwise.',
    },
    ENERGY: {
      description:
        'Energy per item beyond what the idle machine takes, over at least 10 s of work; needs a counter that can be read (RAPL for CPUs, NVML for GPUs).',
    },
    SERVER_RATE: {
      description: 'The highest rate of requests that is answered in time; needs the `scenario` of a server.',
    },
  },
});
