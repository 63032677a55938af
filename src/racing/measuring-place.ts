/** Where a race that a client asks for may be measured, and what is known of that before a host has it in hand. */
import type { DataSource } from 'typeorm';
import { HardwareProfile } from '../entities/hardware-profile.entity';
import { isId } from '../entities/ids';
import { badInput } from '../errors';
import type { MeasuringHosts } from '../fleet/measuring-hosts';
import { LABEL_PATTERN, MAXIMUM_LABELS, satisfies, sortedLabels, wantedOf, type HardwareWish } from '../fleet/wanted';
import type { HostTraits } from '../fleet/wanted';
import type { StartRaceRequest } from './start-race-request';

export interface MeasuringPlace {
  /** As rows and queues spell it. */
  readonly wanted: string;
  /** Whether this process would measure it: what this machine can do is then known, and judged at once. */
  readonly here: boolean;
  /** Of the smallest machine that may get it; null where that is this one, or where none is known. */
  readonly processors: number | null;
}

export interface MeasuringPlacesOptions {
  readonly database: DataSource;
  readonly hosts: Pick<MeasuringHosts, 'alive'>;
  /** Null: this process measures nothing. */
  readonly self: (() => Promise<HostTraits>) | null;
}

export class MeasuringPlaces {
  constructor(private readonly options: MeasuringPlacesOptions) {}

  /** Throws BAD_USER_INPUT for a wish that no host could ever satisfy. */
  async placeFor(request: Pick<StartRaceRequest, 'hardware'>): Promise<MeasuringPlace> {
    const wanted = wantedOf(await this.wishOf(request));
    const { self } = this.options;
    // Without a wish nobody waits for this machine's own facts to be read.
    const here = self !== null && (wanted === 'any' || satisfies(await self(), wanted));
    return { wanted, here, processors: here ? null : await this.processorsOf(wanted) };
  }

  private async wishOf({ hardware }: Pick<StartRaceRequest, 'hardware'>): Promise<HardwareWish> {
    if (!hardware) return { kind: 'any' };
    const { profileId, labels } = hardware;
    if ((profileId === null) === (labels === null)) {
      throw badInput('input.hardware', 'Hardware is named in one way.', 'Give either `profileId` or `labels`.');
    }
    if (profileId !== null) {
      await this.requireProfile(profileId);
      return { kind: 'profile', profileId };
    }
    return { kind: 'labels', labels: requireLabels(labels ?? []) };
  }

  private async requireProfile(id: string): Promise<void> {
    const known = isId('hw', id) && (await this.options.database.getRepository(HardwareProfile).existsBy({ id }));
    if (known) return;
    const advice = 'Ask `hardwareProfiles` or `measuringHosts` for what there is.';
    throw badInput('input.hardware.profileId', 'There is no such hardware profile.', advice);
  }

  private async processorsOf(wanted: string): Promise<number | null> {
    const hosts = (await this.options.hosts.alive()).filter((host) => satisfies(host, wanted));
    const ids = new Set(hosts.map(({ hardwareProfileId }) => hardwareProfileId));
    if (ids.size === 0) return null;
    const profiles = await this.options.database.getRepository(HardwareProfile).find();
    return Math.min(...profiles.filter(({ id }) => ids.has(id)).map(({ facts }) => facts.cpuCores));
  }
}

function requireLabels(labels: readonly string[]): string[] {
  const wrong = labels.findIndex((label) => !LABEL_PATTERN.test(label));
  if (wrong >= 0) {
    const advice = 'Use lower-case letters, digits, dots, dashes and underscores, at most 32 characters.';
    throw badInput(`input.hardware.labels[${wrong}]`, 'No host can have this label.', advice);
  }
  if (labels.length === 0 || labels.length > MAXIMUM_LABELS) {
    throw badInput(
      'input.hardware.labels',
      `1 to ${MAXIMUM_LABELS} labels can be asked for.`,
      'Leave out `hardware` for any host.',
    );
  }
  return sortedLabels(labels);
}
