/** What trials tell of sequences whose lengths differ (method.md §1.7). */
import type { LengthsFacts } from '../entities/trial.entity';
import type { Block } from '../protocol/block';
import type { PreparedMessage } from '../protocol/messages';

/** Null where all sequences are as long. */
export function lengthsOf({
  firstPassNanoseconds,
  compilations,
}: Pick<PreparedMessage, 'firstPassNanoseconds' | 'compilations'>): LengthsFacts | null {
  if (firstPassNanoseconds === undefined) return null;
  return { firstPassNanoseconds, compilations, compilationsWhileMeasured: compilations === null ? null : 0 };
}

/** Adds what was compiled during blocks that are compared. */
export function countCompilations(facts: LengthsFacts | null, blocks: readonly Pick<Block, 'compilations'>[]): void {
  if (!facts || facts.compilationsWhileMeasured === null) return;
  for (const { compilations = 0 } of blocks) facts.compilationsWhileMeasured += compilations;
}

/** COMPILED: something was traced or compiled while its blocks were measured, and is in their time. */
export function lengthsTags(facts: LengthsFacts | null): string[] {
  return facts?.compilationsWhileMeasured ? ['COMPILED'] : [];
}
