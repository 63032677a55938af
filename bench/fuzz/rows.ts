/** What must be true of the rows when the attack is over. */
import { loadConfiguration } from '../../src/config';
import { openDatabase } from '../../src/data-source';
import { AuditEntry } from '../../src/entities/audit-entry.entity';
import { RaceEvent } from '../../src/entities/race-event.entity';
import { Race } from '../../src/entities/race.entity';
import { Run } from '../../src/entities/run.entity';
import { groupBy } from '../../src/racing/group-by';

export interface RowsReport {
  readonly races: number;
  /** In words. */
  readonly faults: readonly string[];
}

/** `cancelled`: races that a client saw cancelled. The server must have ended. */
export async function examineRows(environment: NodeJS.ProcessEnv, cancelled: readonly string[]): Promise<RowsReport> {
  const database = await openDatabase(loadConfiguration(environment));
  try {
    const races = await database.getRepository(Race).find({ select: { id: true, status: true, lastSequence: true } });
    const runs = await database.getRepository(Run).find({ select: { id: true, raceId: true, position: true } });
    const events = await database.getRepository(RaceEvent).find({ select: { raceId: true, sequence: true } });
    const entries = await database.getRepository(AuditEntry).find();
    const runsOf = groupBy(runs, ({ raceId }) => raceId);
    const eventsOf = groupBy(events, ({ raceId }) => raceId);
    const started = new Set(entries.filter(({ action }) => action === 'START').map(({ subject }) => subject));
    const deleted = new Set(entries.filter(({ action }) => action === 'DELETE').map(({ subject }) => subject));
    const faults: string[] = [];
    for (const { id, lastSequence } of races) {
      const sequences = (eventsOf.get(id) ?? []).map(({ sequence }) => sequence).sort((a, b) => a - b);
      const positions = (runsOf.get(id) ?? []).map(({ position }) => position).sort((a, b) => a - b);
      if (positions.length === 0 || positions.some((position, index) => position !== index))
        faults.push(`${id}: runs ${positions.join()}`);
      if (sequences.length !== lastSequence || sequences.some((sequence, index) => sequence !== index + 1))
        faults.push(`${id}: events ${sequences.join()} of ${lastSequence}`);
      if (!started.has(id)) faults.push(`${id}: nobody started it`);
    }
    const statuses = new Map(races.map(({ id, status }) => [id, status]));
    for (const id of started) if (!statuses.has(id) && !deleted.has(id)) faults.push(`${id}: lost`);
    for (const id of cancelled)
      if (!deleted.has(id) && statuses.get(id) !== 'CANCELLED') faults.push(`${id}: not cancelled`);
    for (const { raceId } of [...runs, ...events])
      if (!statuses.has(raceId)) faults.push(`${raceId}: rows without a race`);
    return { races: races.length, faults };
  } finally {
    await database.destroy();
  }
}
