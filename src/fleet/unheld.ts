import type { DataSource } from 'typeorm';
import { nowExpression } from '../entities/database-clock';

/** SQL: nobody has this race in hand, or whoever had it has said nothing for too long. Of a statement on races alone. */
export function unheld(database: Pick<DataSource, 'options'>): string {
  return `("heldUntil" IS NULL OR "heldUntil" < ${nowExpression(database)})`;
}
