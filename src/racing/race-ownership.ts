/** Whose a race is: who may see it, who may delete it, and to which project a new one belongs. */
import { isAllowed, isWithin, ownerOf, projectsOf, type Principal } from '../auth/principal';
import type { Race } from '../entities/race.entity';
import { badInput, PhotofinishError } from '../errors';

/** The project of a race that the principal starts. Throws BAD_USER_INPUT or FORBIDDEN. */
export function projectFor(asked: string | null, principal: Principal): string | null {
  const projects = projectsOf(principal);
  if (projects === null) return asked;
  const [only, ...others] = projects;
  const advice = projects.length === 0 ? 'Ask for credentials that have one.' : `Use one of: ${projects.join(', ')}.`;
  if (asked !== null) {
    if (isWithin(projects, asked)) return asked;
    throw new PhotofinishError('FORBIDDEN', 'These credentials are for other projects.', {
      field: 'input.project',
      advice,
    });
  }
  if (only !== undefined && others.length === 0) return only;
  throw badInput('input.project', 'A race of these credentials needs a project.', advice);
}

/** Whether the race exists for the principal. */
export function isVisible({ project }: Pick<Race, 'project'>, principal: Principal): boolean {
  return isWithin(projectsOf(principal), project);
}

/** A key is its owner's own: the same of two owners makes two races. Unchanged where nobody is asked. */
export function ownKey(key: string | null, principal: Principal): string | null {
  const owner = ownerOf(principal);
  return key === null || owner === null ? key : JSON.stringify([owner, key]);
}

/** Of what they started: an issuer can take projects away. Throws BAD_USER_INPUT. */
export function requireStillVisible<Owned extends Pick<Race, 'project'>>(owned: Owned, principal: Principal): Owned {
  if (isVisible(owned, principal)) return owned;
  const message = 'This is the key of something in a project that you no longer have.';
  throw badInput('input.idempotencyKey', message, 'Use another key.');
}

/** Throws FORBIDDEN. */
export function requireDeletable({ owner }: Pick<Race, 'owner'>, principal: Principal, kind = 'race'): void {
  if (isAllowed(principal, 'ADMIN') || (owner !== null && owner === ownerOf(principal))) return;
  throw new PhotofinishError('FORBIDDEN', `Somebody else started this ${kind}.`, {
    field: 'id',
    advice: 'Ask whoever started it, or somebody with the scope admin.',
  });
}
