/** Ids of projects are chosen by people, and stand in logs, filters and claims. */
import { badInput } from '../errors';

const PROJECT = /^[a-z0-9][a-z0-9._-]{0,63}$/;

export function isProject(text: string): boolean {
  return PROJECT.test(text);
}

/** Throws BAD_USER_INPUT. */
export function requireProject(text: string, field: string): string {
  if (isProject(text)) return text;
  const advice = 'Give 1 to 64 of a-z, 0-9, ".", "_" and "-", beginning with a letter or digit.';
  throw badInput(field, 'This is not the id of a project.', advice);
}
