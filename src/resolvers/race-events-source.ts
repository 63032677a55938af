/** The stream behind the `raceEvents` subscription. */
import type { EventStream } from '../racing/event-follower';
import type { StoredEvent } from '../racing/stored-events';
import { badInput, PhotofinishError } from '../errors';
import type { ApiContext } from './context';
import { requireId } from './input-rules';

export interface RaceEventsArguments {
  readonly raceId: string;
  readonly after?: number | null;
}

/** Throws BAD_USER_INPUT and NOT_FOUND before the first event. */
export async function openRaceEvents(
  { raceId, after }: RaceEventsArguments,
  { services, loaders }: ApiContext,
): Promise<EventStream<StoredEvent>> {
  requireId('race', raceId, 'raceId');
  const cursor = requireSequence(after);
  if (!(await loaders.races.load(raceId))) {
    throw new PhotofinishError('NOT_FOUND', 'There is no such race.', {
      field: 'raceId',
      advice: 'It may have been deleted: `races` lists what is there.',
    });
  }
  return abortable((signal) => services.events.follow(raceId, cursor, signal));
}

/** Of the last event seen; 0 where it was left out. Throws BAD_USER_INPUT. */
export function requireSequence(after: number | null | undefined): number {
  if (after === undefined || after === null) return 0;
  if (after >= 0) return after;
  throw badInput('after', 'There is no such sequence number.', 'Give that of the last event seen, or 0 for all.');
}

/**
 * A stream that ends at once when its reader leaves. An async generator alone would not: its `return()` waits for
 * the event that the generator is waiting for.
 */
export function abortable<Item>(open: (signal: AbortSignal) => EventStream<Item>): EventStream<Item> {
  const leaving = new AbortController();
  const source = open(leaving.signal);
  return {
    next: () => source.next(),
    ready: (most) => source.ready?.(most) ?? [],
    return: async () => {
      leaving.abort();
      await source.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
