/** The reading side of reports: as `SweepReader` is of sweeps. */
import { In, type DataSource } from 'typeorm';
import { Report } from '../entities/report.entity';
import { ReportRace } from '../entities/report-race.entity';
import { groupBy } from './group-by';
import { readPage, type Page, type PageRequest } from './keyset';
import { OF_PROJECTS, VisibleRows } from './visible-rows';

export class ReportReader {
  private readonly visible: VisibleRows;

  /** `projects`: reports of others do not exist for this reader; null: all do. */
  constructor(
    private readonly dataSource: DataSource,
    projects: readonly string[] | null = null,
  ) {
    this.visible = new VisibleRows(dataSource, projects);
  }

  /** The same rows, seen by somebody who has these projects only. */
  within(projects: readonly string[]): ReportReader {
    return new ReportReader(this.dataSource, projects);
  }

  /** In the order of the ids; null where nothing has the id. */
  reports(ids: readonly string[]): Promise<(Report | null)[]> {
    return this.visible.byIds(Report, ids, OF_PROJECTS);
  }

  /** Newest first. */
  reportPage(request: PageRequest): Promise<Page<Report>> {
    return readPage(this.visible.query(Report, OF_PROJECTS), { property: 'createdAt', direction: 'DESC' }, request);
  }

  /** Of each report, in the order of the queue. */
  async racesOfReports(reportIds: readonly string[]): Promise<ReportRace[][]> {
    const rows = await this.dataSource
      .getRepository(ReportRace)
      .find({ where: { reportId: In(reportIds) }, order: { position: 'ASC' } });
    const byReport = groupBy(rows, ({ reportId }) => reportId);
    return reportIds.map((id) => byReport.get(id) ?? []);
  }
}
