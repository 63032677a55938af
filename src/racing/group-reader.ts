/** The reading side of sweeps and of reports: as `RaceReader` is of races. */
import { In, type DataSource, type FindOptionsOrder, type FindOptionsWhere } from 'typeorm';
import { groupBy } from './group-by';
import type { GroupRow, GroupTables, MemberRow } from './group-tables';
import { readPage, type Page, type PageRequest } from './keyset';
import { OF_PROJECTS, VisibleRows } from './visible-rows';

export class GroupReader<Row extends GroupRow, Member extends MemberRow> {
  private readonly visible: VisibleRows;

  /** `projects`: groups of others do not exist for this reader; null: all do. */
  constructor(
    private readonly dataSource: DataSource,
    private readonly tables: GroupTables<Row, Member>,
    projects: readonly string[] | null = null,
  ) {
    this.visible = new VisibleRows(dataSource, projects);
  }

  /** The same rows, seen by somebody who has these projects only. */
  within(projects: readonly string[]): GroupReader<Row, Member> {
    return new GroupReader(this.dataSource, this.tables, projects);
  }

  /** In the order of the ids; null where nothing has the id. */
  byIds(ids: readonly string[]): Promise<(Row | null)[]> {
    return this.visible.byIds(this.tables.group, ids, OF_PROJECTS);
  }

  /** Newest first. */
  page(request: PageRequest): Promise<Page<Row>> {
    const rows = this.visible.query(this.tables.group, OF_PROJECTS);
    return readPage(rows, { property: 'createdAt', direction: 'DESC' }, request);
  }

  /** Of each group, in the order of the queue. */
  async membersOf(groupIds: readonly string[]): Promise<Member[][]> {
    const { members, groupId } = this.tables;
    const rows = await this.dataSource.getRepository(members).find({
      where: { [groupId]: In(groupIds) } as FindOptionsWhere<Member>,
      order: { position: 'ASC' } as FindOptionsOrder<Member>,
    });
    const byGroup = groupBy(rows, (row) => String(row[groupId]));
    return groupIds.map((id) => byGroup.get(id) ?? []);
  }
}
