/** The processes that measure for this database: who they are, and which of them were seen lately. */
import { In, IsNull, LessThan, MoreThan, type DataSource } from 'typeorm';
import { databaseNow, nowExpression } from '../entities/database-clock';
import { newId } from '../entities/ids';
import { MeasuringHost } from '../entities/measuring-host.entity';
import { sortedLabels } from './wanted';

/** A host that says nothing for so long counts as gone. */
export const SEEN_MILLISECONDS = 30_000;
/** Machines are restarted: what was begun on one waits for its like so long. */
export const RETURN_MILLISECONDS = 10 * 60_000;
/** Rows of hosts that ended before are of no use to anybody. */
const FORGOTTEN_MILLISECONDS = 7 * 24 * 3600_000;

export class MeasuringHosts {
  /** Those of this process. */
  private readonly own = new Set<string>();

  /** `alone`: no other process measures for this database, so that nobody has to say that it is still there. */
  constructor(
    private readonly database: DataSource,
    private readonly alone: boolean,
  ) {}

  /** A new row for a process that begins to measure. */
  async register(host: Pick<MeasuringHost, 'name' | 'labels' | 'hardwareProfileId'>): Promise<MeasuringHost> {
    const now = await databaseNow(this.database);
    const row = { ...host, id: newId('host'), labels: sortedLabels(host.labels), startedAt: now, lastSeenAt: now };
    await this.repository.delete({ lastSeenAt: LessThan(now - FORGOTTEN_MILLISECONDS) });
    await this.repository.insert({ ...row, stoppedAt: null });
    this.own.add(row.id);
    return this.repository.findOneByOrFail({ id: row.id });
  }

  /** It is still there. */
  async seen(id: string): Promise<void> {
    await this.touch(id, false);
  }

  /** It ends, and says so. */
  async stopped(id: string): Promise<void> {
    await this.touch(id, true);
  }

  /** Seen within the last half minute and not stopped, in the order in which they started. */
  async alive(): Promise<MeasuringHost[]> {
    const there = this.alone
      ? { id: In([...this.own]) }
      : { lastSeenAt: MoreThan((await databaseNow(this.database)) - SEEN_MILLISECONDS) };
    return this.repository.find({
      where: { stoppedAt: IsNull(), ...there },
      order: { startedAt: 'ASC', id: 'ASC' },
    });
  }

  /** Whether no host with this hardware was there within the last ten minutes. */
  async isGone(hardwareProfileId: string): Promise<boolean> {
    const since = (await databaseNow(this.database)) - RETURN_MILLISECONDS;
    return !(await this.repository.existsBy({ hardwareProfileId, lastSeenAt: MoreThan(since) }));
  }

  private async touch(id: string, stops: boolean): Promise<void> {
    const now = () => nowExpression(this.database);
    await this.repository.update({ id }, { lastSeenAt: now, ...(stops && { stoppedAt: now }) });
  }

  private get repository() {
    return this.database.getRepository(MeasuringHost);
  }
}
