/** What stands in a report, whatever it is written in: free of how it is stored. */
import type { Claim } from '../claims/claim';
import type { JudgedClaim } from '../claims/judge';

/** As races do where nothing else is known. */
export const PRACTICAL_DIFFERENCE = 0.02;

export interface ReportDocument {
  readonly id: string;
  readonly label: string | null;
  readonly createdAt: Date;
  readonly status: string;
  readonly effort: string;
  /** On a CPU trials are forked from a process that has imported the framework, but where the start itself is raced. */
  readonly forksTrials: boolean;
  readonly engines: readonly string[];
  readonly racesEnded: number;
  readonly racesTotal: number;
  readonly machines: readonly MachineFacts[];
  readonly claims: readonly { readonly declared: Claim; readonly judged: JudgedClaim }[];
  readonly races: readonly DocumentedRace[];
}

/** In words, by name. */
export type MachineFacts = readonly (readonly [name: string, value: string])[];

export interface DocumentedRace {
  readonly key: string;
  readonly name: string;
  /** Null where it was deleted, or nobody could run. */
  readonly id: string | null;
  readonly status: string | null;
  readonly rounds: number;
  /** 0.02: differences within 2 % do not matter. */
  readonly practicalDifference: number;
  /** Its parameters and batch size, in words; null where it was deleted, or nobody could run. */
  readonly shape: string | null;
  /** What was raced: its shape, in words, and on what. */
  readonly work: string;
  /** As the race words it; null before there is one. */
  readonly verdict: string | null;
  readonly warnings: readonly string[];
  readonly entrants: readonly DocumentedEntrant[];
}

export interface DocumentedEntrant {
  readonly label: string;
  readonly version: string | null;
  /** Normwise error against the float64 reference; null where it was not proven. */
  readonly parity: number | null;
  /** Why it was not raced to the end. */
  readonly failure: string | null;
  /** As read back from the framework; empty where it did not come to that. */
  readonly settings: readonly { readonly name: string; readonly value: string }[];
  /** From the start of its process on, in order of time; empty where that was not raced. */
  readonly stages: readonly { readonly name: string; readonly seconds: number }[];
  /** Traced or compiled for a changed model up to its first result; null where none was changed, or its engine does not say. */
  readonly compilations: number | null;
}

/** Those that its cases are of. */
export function racesOfClaim(claim: JudgedClaim, races: readonly DocumentedRace[]): DocumentedRace[] {
  const keys = new Set(claim.parts.flatMap(({ effects }) => effects.map(({ race }) => race)));
  return races.filter(({ key }) => keys.has(key));
}
