/** One hostile request, and what came of it. */
import type { Agent } from 'node:http';
import type { Dice } from '../dice';
import type { DocumentWriter } from './documents';

export interface Target {
  readonly port: number;
  /** Of an account, where the server asks. */
  readonly token: string | null;
  /** As a proxy says that it comes from, where the server believes one. */
  readonly address: string | null;
  readonly agent: Agent;
  readonly documents: DocumentWriter;
  /** A race that ended, whose events can be read again. */
  readonly endedRaceId: string;
}

/** What goes along with everything that one client sends. */
export function ownHeaders({ token, address }: Pick<Target, 'token' | 'address'>): Record<string, string> {
  return {
    ...(token !== null && { authorization: `Bearer ${token}` }),
    ...(address !== null && { 'x-forwarded-for': address }),
  };
}

export interface Outcome {
  /** In a word or two: the HTTP status, the code of a close frame, "cut off", "left". */
  readonly status: string;
  /** All that the server sent. */
  readonly text: string;
}

export type Attack = (dice: Dice, target: Target) => Promise<Outcome>;

/** One that the server leaves without an answer for so long hangs. */
export const PATIENCE_MILLISECONDS = 60_000;

/** A request that was whole, and got no answer. Judged as a fault. */
export const HUNG = 'hung';
