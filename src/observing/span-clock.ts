/** Moments of spans: the wall clock, and the workers' monotonic clock laid beside it once per race. */
import type { HrTime } from '@opentelemetry/api';

const MILLISECONDS_PER_SECOND = 1000;
const NANOSECONDS_PER_MILLISECOND = 1e6;

/** From epoch milliseconds. */
export function toHrTime(milliseconds: number): HrTime {
  const seconds = Math.floor(milliseconds / MILLISECONDS_PER_SECOND);
  const rest = milliseconds - seconds * MILLISECONDS_PER_SECOND;
  return [seconds, Math.round(rest * NANOSECONDS_PER_MILLISECOND)];
}

/** Both clocks, read at the same moment. */
export class SpanClock {
  private readonly wallMilliseconds = Date.now();
  private readonly monotonicNanoseconds = Number(process.hrtime.bigint());

  /** Epoch milliseconds of a reading of CLOCK_MONOTONIC: of any process of this host. */
  at(monotonicNanoseconds: number): number {
    return this.wallMilliseconds + (monotonicNanoseconds - this.monotonicNanoseconds) / NANOSECONDS_PER_MILLISECOND;
  }
}
