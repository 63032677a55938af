/** This machine's profile, read once per process and stored under its fingerprint. */
import type { DataSource } from 'typeorm';
import { HardwareProfile, type HardwareFacts } from '../entities/hardware-profile.entity';
import { newId } from '../entities/ids';
import { readHardwareFacts } from './facts';
import { fingerprint } from './fingerprint';

export class HardwareRegistry {
  private profile: Promise<HardwareProfile> | null = null;

  constructor(
    private readonly database: DataSource,
    private readonly read: () => Promise<HardwareFacts> = readHardwareFacts,
  ) {}

  /** The same row for the same facts, whoever asks and however often. */
  current(): Promise<HardwareProfile> {
    this.profile ??= this.load().catch((error: unknown) => {
      // The database may be back at the next question.
      this.profile = null;
      throw error;
    });
    return this.profile;
  }

  private async load(): Promise<HardwareProfile> {
    const facts = await this.read();
    const mark = fingerprint(facts);
    const repository = this.database.getRepository(HardwareProfile);
    const row = { id: newId('hw'), fingerprint: mark, facts, createdAt: Date.now() };
    await repository.createQueryBuilder().insert().values(row).orIgnore().updateEntity(false).execute();
    return repository.findOneByOrFail({ fingerprint: mark });
  }
}
