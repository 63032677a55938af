/** Rows as somebody sees them who has some projects only: what is of others does not exist. */
import type { DataSource, EntityTarget } from 'typeorm';
import { UNRESTRICTED, type Restriction } from './keyset';

/** Of a row that has a project itself, in terms of "item". */
export const OF_PROJECTS = 'item.project IN (:...projects)';

export class VisibleRows {
  /** `projects` null: everything is seen. */
  constructor(
    private readonly dataSource: DataSource,
    private readonly projects: readonly string[] | null,
  ) {}

  /** The condition, about `:...projects`, where there are some that count. */
  only(condition: string): Restriction {
    if (this.projects === null) return UNRESTRICTED;
    // SQL knows no empty list; no project has an empty name.
    return { condition, parameters: { projects: this.projects.length > 0 ? [...this.projects] : [''] } };
  }

  /** Those that are seen, as "item". */
  query<Row extends object>(entity: EntityTarget<Row>, restriction: string) {
    const { condition, parameters } = this.only(restriction);
    return this.dataSource.getRepository(entity).createQueryBuilder('item').where(condition, parameters);
  }

  /** In the order of the ids; null where nothing that is seen has the id. */
  async byIds<Row extends { id: string }>(
    entity: EntityTarget<Row>,
    ids: readonly string[],
    restriction: string,
  ): Promise<(Row | null)[]> {
    const rows = await this.query(entity, restriction).andWhere('item.id IN (:...ids)', { ids }).getMany();
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id) ?? null);
  }
}
