/** Relay's paging: opaque cursors, pages of 1 to 100. */
import type { IdPrefix } from '../entities/ids';
import { isId } from '../entities/ids';
import { badInput } from '../errors';
import type { Page, PageRequest, Position } from '../racing/keyset';
import type { PageInfoType } from '../schema/page-info.type';
import type { Counted } from '../schema/reference';

export const DEFAULT_PAGE_SIZE = 20;
export const MAXIMUM_PAGE_SIZE = 100;

/** A cursor names the kind of its list, so that it is of no use in another. */
export function encodeCursor(kind: IdPrefix, { order, id }: Position): string {
  return Buffer.from(JSON.stringify([kind, order, id])).toString('base64url');
}

/** Throws BAD_USER_INPUT for whatever `encodeCursor` did not make for this kind. */
export function decodeCursor(kind: IdPrefix, cursor: string): Position {
  const parts = parseParts(cursor);
  const [of, order, id] = parts;
  if (parts.length === 3 && of === kind && Number.isSafeInteger(order) && typeof id === 'string' && isId(kind, id)) {
    return { order: order as number, id };
  }
  throw badInput('after', 'This is not a cursor of this list.', 'Pass `endCursor` of an earlier page, unchanged.');
}

function parseParts(cursor: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}

/** From a field's arguments; null stands for what was left out. Throws BAD_USER_INPUT. */
export function pageRequest(kind: IdPrefix, first: number | null, after: string | null | undefined): PageRequest {
  const size = first ?? DEFAULT_PAGE_SIZE;
  if (size < 1 || size > MAXIMUM_PAGE_SIZE) {
    throw badInput('first', 'This page size is out of range.', `Ask for 1 to ${MAXIMUM_PAGE_SIZE}.`);
  }
  return { first: size, after: after === null || after === undefined ? null : decodeCursor(kind, after) };
}

interface ConnectionOf<Node> {
  edges: { cursor: string; node: Node }[];
  pageInfo: PageInfoType;
  totalCount: Counted<number>;
}

/** A page of rows as a connection of objects. */
export function toConnection<Row extends { id: string }, Node>(
  kind: IdPrefix,
  page: Page<Row>,
  orderOf: (row: Row) => number,
  toNode: (row: Row) => Node,
): ConnectionOf<Node> {
  const edges = page.rows.map((row) => ({
    cursor: encodeCursor(kind, { order: orderOf(row), id: row.id }),
    node: toNode(row),
  }));
  const { hasNextPage, hasPreviousPage, totalCount } = page;
  const startCursor = edges[0]?.cursor ?? null;
  const endCursor = edges.at(-1)?.cursor ?? null;
  return { edges, pageInfo: { hasNextPage, hasPreviousPage, startCursor, endCursor }, totalCount };
}
