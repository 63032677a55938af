/** The reading side of sweeps: as `RaceReader` is of races. */
import { In, type DataSource } from 'typeorm';
import { Sweep } from '../entities/sweep.entity';
import { SweepPoint } from '../entities/sweep-point.entity';
import { groupBy } from './group-by';
import { readPage, type Page, type PageRequest } from './keyset';
import { OF_PROJECTS, VisibleRows } from './visible-rows';

export class SweepReader {
  private readonly visible: VisibleRows;

  /** `projects`: sweeps of others do not exist for this reader; null: all do. */
  constructor(
    private readonly dataSource: DataSource,
    projects: readonly string[] | null = null,
  ) {
    this.visible = new VisibleRows(dataSource, projects);
  }

  /** The same rows, seen by somebody who has these projects only. */
  within(projects: readonly string[]): SweepReader {
    return new SweepReader(this.dataSource, projects);
  }

  /** In the order of the ids; null where nothing has the id. */
  sweeps(ids: readonly string[]): Promise<(Sweep | null)[]> {
    return this.visible.byIds(Sweep, ids, OF_PROJECTS);
  }

  /** Newest first. */
  sweepPage(request: PageRequest): Promise<Page<Sweep>> {
    return readPage(this.visible.query(Sweep, OF_PROJECTS), { property: 'createdAt', direction: 'DESC' }, request);
  }

  /** Of each sweep, by value. */
  async pointsOfSweeps(sweepIds: readonly string[]): Promise<SweepPoint[][]> {
    const rows = await this.dataSource
      .getRepository(SweepPoint)
      .find({ where: { sweepId: In(sweepIds) }, order: { position: 'ASC' } });
    const bySweep = groupBy(rows, ({ sweepId }) => sweepId);
    return sweepIds.map((id) => bySweep.get(id) ?? []);
  }
}
