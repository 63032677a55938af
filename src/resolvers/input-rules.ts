/** What the resolvers demand of ids, texts and lists before anything looks at them. Each names the field and the remedy. */
import { isId, type IdPrefix } from '../entities/ids';
import { badInput, PhotofinishError } from '../errors';

/** Ids of engines (also of second environments, `pytorch@lab`) and workloads: no underscore, as ids of rows have. */
const PLAIN_ID = /^[a-z][a-z0-9-]{0,63}(@[a-z0-9][a-z0-9.-]{0,63})?$/;
// eslint-disable-next-line no-control-regex -- these are what is looked for: PostgreSQL stores no NUL, terminals act on the others
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f]/;

export const MAXIMUM_TEXT_LENGTH = 200;

const KINDS: { readonly [Prefix in IdPrefix]: string } = {
  race: 'race',
  run: 'run',
  trial: 'trial',
  hw: 'machine',
  audit: 'audit entry',
  token: 'token',
  host: 'measuring host',
  sweep: 'sweep',
  report: 'report',
};

/** Throws BAD_USER_INPUT for a text that no row of this kind can have as its id. */
export function requireId(prefix: IdPrefix, id: string, field: string): string {
  if (isId(prefix, id)) return id;
  throw badInput(
    field,
    `This is not the id of a ${KINDS[prefix]}.`,
    `Pass the id as the API gave it: it starts with "${prefix}_".`,
  );
}

export function isPlainId(id: string): boolean {
  return PLAIN_ID.test(id);
}

/** Throws BAD_USER_INPUT for a text that can be neither an engine's id nor a workload's. */
export function requirePlainId(id: string, field: string): string {
  if (isPlainId(id)) return id;
  throw badInput(field, 'This is not an id.', 'Use one that `engines` or `workloads` lists.');
}

/** Throws BAD_USER_INPUT for a text that is too long or holds control characters. */
export function requireText(text: string, field: string): string {
  if (text.length > MAXIMUM_TEXT_LENGTH) {
    throw badInput(field, 'This text is too long.', `Give at most ${MAXIMUM_TEXT_LENGTH} characters.`);
  }
  if (CONTROL_CHARACTERS.test(text)) {
    throw badInput(field, 'This text holds control characters.', 'Give one line of plain text.');
  }
  return text;
}

/** As `requireText`, and not blank. */
export function requireVisibleText(text: string, field: string): string {
  if (text.trim() === '') throw badInput(field, 'This text is empty.', 'Give a character at least, or leave it out.');
  return requireText(text, field);
}

/** Null where it was left out. Throws what `check` throws. */
export const optional = (text: string | null | undefined, field: string, check = requireText): string | null =>
  text === null || text === undefined ? null : check(text, field);

/** Throws BAD_USER_INPUT for a list that is too long. */
export function requireLength<Item>(list: readonly Item[], maximum: number, field: string): readonly Item[] {
  if (list.length <= maximum) return list;
  throw badInput(field, 'This list is too long.', `Give at most ${maximum}.`);
}

/** For a row that was there a moment ago. Throws NOT_FOUND. */
export function requirePresent<Row>(row: Row | null): Row {
  if (row) return row;
  throw new PhotofinishError('NOT_FOUND', 'This was deleted meanwhile.', { advice: 'Ask again.' });
}
