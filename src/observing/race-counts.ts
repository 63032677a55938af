/** How many races there are of each status, as the rows say it. */
import type { DataSource } from 'typeorm';
import { Race, RACE_STATUSES, type RaceStatusName } from '../entities/race.entity';

export type RaceCounts = Readonly<Record<RaceStatusName, number>>;

export class RaceCounter {
  private underWay: Promise<RaceCounts | null> | null = null;

  constructor(private readonly database: DataSource) {}

  /** Null where the database does not answer. Whoever asks at the same time gets the same answer. Never rejects. */
  read(): Promise<RaceCounts | null> {
    return (this.underWay ??= this.ask()
      .catch(() => null)
      .finally(() => (this.underWay = null)));
  }

  private async ask(): Promise<RaceCounts> {
    const rows = await this.database
      .getRepository(Race)
      .createQueryBuilder('race')
      .select('race.status', 'status')
      .addSelect('COUNT(*)', 'races')
      .groupBy('race.status')
      .getRawMany<{ status: RaceStatusName; races: number | string }>();
    const counted = new Map(rows.map(({ status, races }) => [status, Number(races)]));
    return Object.fromEntries(RACE_STATUSES.map((status) => [status, counted.get(status) ?? 0])) as RaceCounts;
  }
}
