/** News can get lost between servers: what somebody follows is looked at now and then, however many follow it. */
import { In, type DataSource } from 'typeorm';
import type { Bus } from '../fleet/bus';
import { Race } from '../entities/race.entity';
import type { RaceEvents } from './race-events';

const INTERVAL_MILLISECONDS = 5000;

export interface MissedNewsOptions {
  readonly database: DataSource;
  readonly events: Pick<RaceEvents, 'followed' | 'wake'>;
  readonly bus: Pick<Bus, 'distant'>;
  readonly intervalMilliseconds?: number;
}

/** Returns what ends it. Does nothing where no other process could change a row. */
export function watchForMissedNews(options: MissedNewsOptions): () => void {
  if (!options.bus.distant) return () => undefined;
  const seen = new Map<string, string>();
  const timer = setInterval(() => {
    // A database that is away now is asked again in a moment.
    look(options, seen).catch(() => undefined);
  }, options.intervalMilliseconds ?? INTERVAL_MILLISECONDS);
  return () => clearInterval(timer);
}

async function look({ database, events }: MissedNewsOptions, seen: Map<string, string>): Promise<void> {
  const { followed } = events;
  if (followed.length === 0) return seen.clear();
  const rows = await database.getRepository(Race).find({
    select: { id: true, status: true, lastSequence: true },
    where: { id: In(followed) },
  });
  const states = new Map(rows.map(({ id, status, lastSequence }) => [id, `${status} ${lastSequence}`]));
  for (const raceId of followed) {
    const state = states.get(raceId) ?? 'gone';
    if (seen.get(raceId) !== state) events.wake(raceId);
    seen.set(raceId, state);
  }
  for (const raceId of seen.keys()) if (!followed.includes(raceId)) seen.delete(raceId);
}
