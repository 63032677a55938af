/** The reading side of sweeps: as `RaceReader` is of races. */
import { In, type DataSource } from 'typeorm';
import { Sweep } from '../entities/sweep.entity';
import { SweepPoint } from '../entities/sweep-point.entity';
import { groupBy } from './group-by';
import { readPage, type Page, type PageRequest } from './keyset';

export class SweepReader {
  /** `projects`: sweeps of others do not exist for this reader; null: all do. */
  constructor(
    private readonly dataSource: DataSource,
    private readonly projects: readonly string[] | null = null,
  ) {}

  /** The same rows, seen by somebody who has these projects only. */
  within(projects: readonly string[]): SweepReader {
    return new SweepReader(this.dataSource, projects);
  }

  /** In the order of the ids; null where nothing has the id. */
  async sweeps(ids: readonly string[]): Promise<(Sweep | null)[]> {
    const rows = await this.visible().andWhere('sweep.id IN (:...ids)', { ids }).getMany();
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id) ?? null);
  }

  /** Newest first. */
  sweepPage(request: PageRequest): Promise<Page<Sweep>> {
    return readPage(this.visible(), { property: 'createdAt', direction: 'DESC' }, request);
  }

  /** Of each sweep, by value. */
  async pointsOfSweeps(sweepIds: readonly string[]): Promise<SweepPoint[][]> {
    const rows = await this.dataSource
      .getRepository(SweepPoint)
      .find({ where: { sweepId: In(sweepIds) }, order: { position: 'ASC' } });
    const bySweep = groupBy(rows, ({ sweepId }) => sweepId);
    return sweepIds.map((id) => bySweep.get(id) ?? []);
  }

  private visible() {
    const query = this.dataSource.getRepository(Sweep).createQueryBuilder('sweep').where('1 = 1');
    if (this.projects === null) return query;
    // SQL knows no empty list; no project has an empty name.
    const projects = this.projects.length > 0 ? [...this.projects] : [''];
    return query.andWhere('sweep.project IN (:...projects)', { projects });
  }
}
