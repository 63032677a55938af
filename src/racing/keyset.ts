/** Keyset paging: a page goes on after a row, not after a number of rows, so that new rows never shift it. */
import type { DataSource, EntityTarget, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { groupBy } from './group-by';
import { once } from './once';

/** Where a row lies in its list: by a number, then by its id. */
export interface Position {
  readonly order: number;
  readonly id: string;
}

/** `first`: at least 1. */
export interface PageRequest {
  readonly first: number;
  readonly after: Position | null;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly hasNextPage: boolean;
  /** Counted when it is asked for: on a long list that takes longer than to read the page. */
  readonly hasPreviousPage: () => Promise<boolean>;
  readonly totalCount: () => Promise<number>;
}

export interface Ordering {
  /** Property of the entity that holds the number of `Position`. */
  readonly property: string;
  readonly direction: 'ASC' | 'DESC';
}

/** What rows must be beside it, in terms of the alias "item". */
export interface Restriction {
  readonly condition: string;
  readonly parameters: ObjectLiteral;
}

export const UNRESTRICTED: Restriction = { condition: '1 = 1', parameters: {} };

interface Counts {
  readonly total: number | string;
  readonly before: number | string | null;
}

/** What lies after the position; true for all rows where there is none. */
function isAfter(alias: string, { property, direction }: Ordering, after: Position | null): string {
  if (!after) return '1 = 1';
  const operator = direction === 'ASC' ? '>' : '<';
  return `(${alias}.${property} ${operator} :afterOrder OR (${alias}.${property} = :afterOrder AND ${alias}.id ${operator} :afterId))`;
}

const parametersOf = (after: Position | null) => (after ? { afterOrder: after.order, afterId: after.id } : {});

function toPage<Row>(
  fetched: readonly Row[],
  { first, after }: PageRequest,
  counts: () => Promise<Counts | undefined>,
): Page<Row> {
  return {
    rows: fetched.slice(0, first),
    hasNextPage: fetched.length > first,
    hasPreviousPage: async () => after !== null && Number((await counts())?.before ?? 0) > 0,
    totalCount: async () => Number((await counts())?.total ?? 0),
  };
}

/** One page of what the query selects, in one statement, and one more where it is to be counted. */
export async function readPage<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  ordering: Ordering,
  request: PageRequest,
): Promise<Page<Row>> {
  const { first, after } = request;
  const alias = query.alias;
  const condition = isAfter(alias, ordering, after);
  const counts = once(() =>
    query
      .clone()
      .select('COUNT(*)', 'total')
      .addSelect(`SUM(CASE WHEN ${condition} THEN 0 ELSE 1 END)`, 'before')
      .setParameters(parametersOf(after))
      .getRawOne<Counts>(),
  );
  const rows = await query
    .clone()
    .andWhere(condition, parametersOf(after))
    .orderBy(`${alias}.${ordering.property}`, ordering.direction)
    .addOrderBy(`${alias}.id`, ordering.direction)
    .limit(first + 1)
    .getMany();
  return toPage(rows, request, counts);
}

/** The same page of each parent's own list, likewise for all parents together. In the order of `parentIds`. */
export async function readPagePerParent<Row extends ObjectLiteral, Parent extends keyof Row & string>(
  dataSource: DataSource,
  entity: EntityTarget<Row>,
  parent: Parent,
  parentIds: readonly string[],
  ordering: Ordering,
  request: PageRequest,
  only: Restriction = UNRESTRICTED,
): Promise<Page<Row>[]> {
  const { first, after } = request;
  const repository = dataSource.getRepository(entity);
  const { property, direction } = ordering;
  const condition = isAfter('item', ordering, after);
  const parameters = { parentIds, ...parametersOf(after), ...only.parameters };
  const counts = once(async () => {
    const counted = await repository
      .createQueryBuilder('item')
      .select(`item.${parent}`, 'parentId')
      .addSelect('COUNT(*)', 'total')
      .addSelect(`SUM(CASE WHEN ${condition} THEN 0 ELSE 1 END)`, 'before')
      .where(`item.${parent} IN (:...parentIds)`, parameters)
      .andWhere(only.condition)
      .groupBy(`item.${parent}`)
      .getRawMany<Counts & { parentId: string }>();
    return new Map(counted.map((count) => [count.parentId, count]));
  });
  const numbered = repository
    .createQueryBuilder('item')
    .select('item.id', 'id')
    .addSelect(
      `ROW_NUMBER() OVER (PARTITION BY item.${parent} ORDER BY item.${property} ${direction}, item.id ${direction})`,
      'place',
    )
    .where(`item.${parent} IN (:...parentIds)`)
    .andWhere(only.condition)
    .andWhere(condition);
  const rows = await repository
    .createQueryBuilder('row')
    .where(`row.id IN (SELECT numbered."id" FROM (${numbered.getQuery()}) numbered WHERE numbered."place" <= :limit)`)
    .setParameters({ ...parameters, limit: first + 1 })
    .orderBy(`row.${property}`, direction)
    .addOrderBy('row.id', direction)
    .getMany();
  const rowsByParent = groupBy(rows, (row) => row[parent] as string);
  return parentIds.map((id) => toPage(rowsByParent.get(id) ?? [], request, async () => (await counts()).get(id)));
}
