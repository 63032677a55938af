/** Who started, cancelled and deleted what: written in the transaction of the change itself (decision 24). */
import type { EntityManager } from 'typeorm';
import { AuditEntry, type AuditActionName } from '../entities/audit-entry.entity';
import { newId } from '../entities/ids';
import type { NamedValue, Race } from '../entities/race.entity';
import type { Caller } from './caller';

export interface Act {
  readonly caller: Caller;
  readonly action: AuditActionName;
  readonly subject: string;
  readonly details: readonly NamedValue[];
}

export async function addAuditEntry(manager: EntityManager, act: Act): Promise<void> {
  await addAuditEntries(manager, [act]);
}

export async function addAuditEntries(manager: EntityManager, acts: readonly Act[]): Promise<void> {
  const at = Date.now();
  const rows = acts.map(({ caller: { actor }, action, subject, details }) => {
    return { id: newId('audit'), at, actor, action, subject, details: [...details] };
  });
  await manager.insert(AuditEntry, rows);
}

/** What a race can be told apart by when its row is gone. */
export function raceDetails({ workload, label, status }: Pick<Race, 'workload' | 'label' | 'status'>): NamedValue[] {
  return namedValues({ workload, label, status });
}

/** Without those that are null. */
export function namedValues(values: Readonly<Record<string, string | number | null>>): NamedValue[] {
  return Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [{ name, value: String(value) }]));
}
