/** Who is asking, and what follows from that. Pure: everything else about credentials is in the files beside it. */
import type { ScopeName } from '../entities/api-token.entity';

/** Null: no bound. */
export interface Quotas {
  readonly maximumQueuedRaces: number | null;
  readonly deviceSecondsPerDay: number | null;
}

export const UNBOUND: Quotas = { maximumQueuedRaces: null, deviceSecondsPerDay: null };

interface Granted {
  readonly scope: ScopeName;
  /** Null: all of them, and races of none. */
  readonly projects: readonly string[] | null;
  /** Epoch milliseconds; null: never. */
  readonly expiresAt: number | null;
}

export type Principal =
  /** Whoever reaches a server that listens on loopback and asks nobody: may do everything. */
  | { readonly kind: 'anonymous' }
  | (Granted & { readonly kind: 'token'; readonly id: string; readonly name: string; readonly quotas: Quotas })
  /** Of a JSON Web Token. */
  | (Granted & { readonly kind: 'subject'; readonly subject: string });

export const ANONYMOUS: Principal = { kind: 'anonymous' };

const RANKS: Readonly<Record<ScopeName, number>> = { READ: 0, RUN: 1, ADMIN: 2 };

export function isAllowed(principal: Principal, scope: ScopeName): boolean {
  return principal.kind === 'anonymous' || RANKS[principal.scope] >= RANKS[scope];
}

/** What a race of theirs keeps of them; null where nobody was asked. No two principals have the same. */
export function ownerOf(principal: Principal): string | null {
  switch (principal.kind) {
    case 'anonymous':
      return null;
    case 'token':
      return principal.id;
    case 'subject':
      return `subject:${principal.subject}`;
  }
}

/** The only projects that exist for them; null: everything does. */
export function projectsOf(principal: Principal): readonly string[] | null {
  return principal.kind === 'anonymous' || isAllowed(principal, 'ADMIN') ? null : principal.projects;
}

export function quotasOf(principal: Principal): Quotas {
  return principal.kind === 'token' ? principal.quotas : UNBOUND;
}

/** Whether a race of this project exists for somebody with these projects. */
export function isWithin(projects: readonly string[] | null, project: string | null): boolean {
  return projects === null || (project !== null && projects.includes(project));
}
