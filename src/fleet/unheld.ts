import type { DataSource } from 'typeorm';
import { nowExpression } from '../entities/database-clock';

/** The longest that can be configured. */
export const LONGEST_HOLD_SECONDS = 60;

/**
 * SQL: nobody has this race in hand, or whoever had it has said nothing for too long. Of a statement on races alone. A hold
 * that would last longer than any can was written before the database's clock was set back: nobody is to wait for that.
 */
export function unheld(database: Pick<DataSource, 'options'>): string {
  const now = nowExpression(database);
  const longest = 1000 * LONGEST_HOLD_SECONDS;
  return `("heldUntil" IS NULL OR "heldUntil" < ${now} OR "heldUntil" > ${now} + ${longest})`;
}
