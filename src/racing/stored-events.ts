/** The events of a race as they are stored: rows while it goes on, packed into one once it has ended. */
import { MoreThan, type EntityManager } from 'typeorm';
import { RaceEvent } from '../entities/race-event.entity';
import { RaceHistory } from '../entities/race-history.entity';
import { packEvents, unpackEvents, type PackedEvent } from '../packing/events';

/** Below so many, packing them would save nothing worth a row of another table. */
const FEWEST_TO_PACK = 16;

/** However it is stored. */
export type StoredEvent = PackedEvent & { readonly raceId: string };

/** Those with a sequence number above `sequence`, in order; no more than `limit` where it is given. */
export async function eventsAfter(
  manager: EntityManager,
  raceId: string,
  sequence: number,
  limit?: number,
): Promise<StoredEvent[]> {
  const rows = await manager.find(RaceEvent, {
    where: { raceId, sequence: MoreThan(sequence) },
    order: { sequence: 'ASC' },
    ...(limit !== undefined && { take: limit }),
  });
  if (rows[0]?.sequence === sequence + 1) return rows;
  const history = await manager.findOneBy(RaceHistory, { raceId });
  const packed = (history ? unpackEvents(history.events) : []).filter((event) => event.sequence > sequence);
  return [...packed.map((event) => ({ raceId, ...event })), ...rows].slice(0, limit);
}

/** Of a race that ends in this transaction: no event comes after its last one. */
export async function packHistory(manager: EntityManager, raceId: string): Promise<void> {
  const events = await eventsAfter(manager, raceId, 0);
  if (events.length < FEWEST_TO_PACK) return;
  await manager.upsert(RaceHistory, { raceId, events: packEvents(events) }, ['raceId']);
  await manager.delete(RaceEvent, { raceId });
}
