/** Machines. */
import type { HardwareProfile } from '../../entities/hardware-profile.entity';
import type { MachineLimit } from '../../entities/machine-limit.entity';
import type { Page } from '../../racing/keyset';
import type { HardwareProfileConnectionType } from '../../schema/hardware-profile-connection.type';
import { HardwareProfileType } from '../../schema/hardware-profile.type';
import { MachineLimitType } from '../../schema/machine-limit.type';
import { MemoryStreamType } from '../../schema/memory-stream.type';
import { toConnection } from '../paging';
import { make, toDate } from './make';

export function toHardwareProfile({ id, fingerprint, facts }: HardwareProfile): HardwareProfileType {
  return make<HardwareProfileType, 'limits'>(HardwareProfileType, { id, fingerprint, ...facts });
}

export function toMachineLimit(limit: MachineLimit): MachineLimitType {
  const { device, precision, threads, flopsPerSecond, engine, variant, engineVersion, matrixSize } = limit;
  const streams = limit.streams.map((stream) => make(MemoryStreamType, stream));
  return make(MachineLimitType, {
    ...{ device, precision, threads, flopsPerSecond, engine, variant, engineVersion, matrixSize, streams },
    // What does not fit into a cache moves at the rate of the largest arrays.
    bytesPerSecond: limit.streams.at(-1)?.bytesPerSecond ?? Number.NaN,
    measuredAt: toDate(limit.measuredAt),
  });
}

export function toHardwareProfileConnection(page: Page<HardwareProfile>): HardwareProfileConnectionType {
  return toConnection('hw', page, (row) => row.createdAt, toHardwareProfile);
}
