/** A counter of energy, however the machine keeps it: what it covers, and what it has counted. */
export interface EnergyReading {
  /** On `performance.now()`, in seconds. */
  readonly atSeconds: number;
  /** Since the meter was opened. */
  readonly joules: number;
}

export interface EnergyMeter {
  readonly kind: 'meter';
  /** What the counter counts, as a part of a sentence: "2 processor packages and their memory". */
  readonly covers: string;
  /** Rejects with `EnergyUnreadable` where the counter, readable once, is so no more. */
  read(): Promise<EnergyReading>;
  close(): void;
}

/**
 * Nothing to open. `absent`: this machine shows no counter. `unreadable`: it has one, and something keeps us from it.
 * The reason and the advice are sentences.
 */
export interface NoEnergyMeter {
  readonly kind: 'absent' | 'unreadable';
  readonly reason: string;
  readonly advice: string;
}

/** The message is a sentence. */
export class EnergyUnreadable extends Error {
  override readonly name = 'EnergyUnreadable';
}

/** "1 processor package", "2 processor packages". */
export function counted(count: number, singular: string): string {
  return `${count} ${singular}${count === 1 ? '' : 's'}`;
}

const MILLISECONDS_PER_SECOND = 1000;

export function nowSeconds(): number {
  return performance.now() / MILLISECONDS_PER_SECOND;
}
