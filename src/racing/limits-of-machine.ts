/** From every measurement of a machine to its limits: for each kind of work the greatest that was ever seen. */
import type { MachineLimit, MemoryStreamFacts } from '../entities/machine-limit.entity';
import type { Race } from '../entities/race.entity';
import { groupBy } from './group-by';

/** What is measured by itself. */
export type LimitSubject = Pick<MachineLimit, 'device' | 'precision' | 'threads'>;

export const subjectKey = ({ device, precision, threads }: LimitSubject) => `${device} ${precision} ${threads ?? ''}`;

/** What a race's runs are held against; a GPU has no threads. */
export function subjectOf({
  device,
  precision,
  threads,
}: Pick<Race, 'device' | 'precision' | 'threads'>): LimitSubject {
  return { device, precision, threads: device === 'GPU' ? null : threads };
}

/** One of each subject: the fastest product, each stream at its fastest, and when it was measured last. */
export function limitsOf(measurements: readonly MachineLimit[]): MachineLimit[] {
  return [...groupBy(measurements, subjectKey).values()].flatMap((own) => {
    const [first] = own;
    if (!first) return [];
    const fastest = own.reduce((best, each) => (each.flopsPerSecond > best.flopsPerSecond ? each : best), first);
    const measuredAt = Math.max(...own.map((each) => each.measuredAt));
    return [{ ...fastest, streams: fastestStreams(own), measuredAt }];
  });
}

/** The limit of one subject; undefined where it was not measured. */
export function limitFor(subject: LimitSubject, measurements: readonly MachineLimit[]): MachineLimit | undefined {
  return limitsOf(measurements.filter((each) => subjectKey(each) === subjectKey(subject)))[0];
}

function fastestStreams(measurements: readonly MachineLimit[]): MemoryStreamFacts[] {
  const bySize = groupBy(
    measurements.flatMap(({ streams }) => streams),
    ({ workingSetBytes }) => workingSetBytes,
  );
  return [...bySize]
    .map(([workingSetBytes, streams]) => ({
      workingSetBytes,
      bytesPerSecond: Math.max(...streams.map(({ bytesPerSecond }) => bytesPerSecond)),
    }))
    .sort((one, other) => one.workingSetBytes - other.workingSetBytes);
}
