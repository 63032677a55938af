/** What a worker tells of one block: K iterations between two readings of its clock. */
import { z } from 'zod';

const nanoseconds = z.int().nonnegative();

export const block = z.strictObject({
  /**
   * CLOCK_MONOTONIC at the first clock reading: comparable across processes of one host. Not `z.int()`, which
   * refuses what lies beyond 2^53: a host that has been up for 104 days is there (to the nearest 2 ns).
   */
  startNanoseconds: z.number().nonnegative(),
  elapsedNanoseconds: nanoseconds,
  /** Between two events on the device's own clock around the same work; null where there is no such clock. */
  deviceNanoseconds: nanoseconds.nullable(),
  /**
   * How much longer the first reading of the result after the block took than a second one: work that was still
   * going on when the block was said to be over.
   */
  drainNanoseconds: nanoseconds,
  iterations: z.int().min(1),
  /** CPU time of the whole process during the block: over elapsed it is the threads really used. */
  cpuNanoseconds: nanoseconds,
  involuntarySwitches: z.int().nonnegative(),
  majorFaults: z.int().nonnegative(),
  /** The batch of the last iteration, and the float64 sum of what it produced (output, or loss in training). */
  batch: z.int().nonnegative(),
  checksum: z.number(),
  /** Of every iteration in turn, where `eachIteration` was asked for. */
  iterationNanoseconds: z.array(nanoseconds).optional(),
  /** TRAINING through a loader: all steps since the first weights, those before the block too. Absent: its iterations. */
  steps: z.int().min(1).optional(),
  /** Traced or compiled anew during it, where sequences vary and the engine says so. */
  compilations: z.int().nonnegative().optional(),
});
export type Block = z.infer<typeof block>;
