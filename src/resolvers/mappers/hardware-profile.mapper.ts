/** Machines. */
import type { HardwareProfile } from '../../entities/hardware-profile.entity';
import type { Page } from '../../racing/keyset';
import type { HardwareProfileConnectionType } from '../../schema/hardware-profile-connection.type';
import { HardwareProfileType } from '../../schema/hardware-profile.type';
import { toConnection } from '../paging';
import { make } from './make';

export function toHardwareProfile({ id, fingerprint, facts }: HardwareProfile): HardwareProfileType {
  return make(HardwareProfileType, { id, fingerprint, ...facts, limits: [] });
}

export function toHardwareProfileConnection(page: Page<HardwareProfile>): HardwareProfileConnectionType {
  return toConnection('hw', page, (row) => row.createdAt, toHardwareProfile);
}
