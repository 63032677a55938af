/** Events as subscribers get them, with a look at how late they come. */
import type { RaceEvents } from '../racing/race-events';
import type { Metrics } from './metrics';

const MILLISECONDS_PER_SECOND = 1000;

export function observedEvents(
  events: Pick<RaceEvents, 'follow'>,
  metrics: Pick<Metrics, 'subscribed' | 'eventHandedOver'>,
): Pick<RaceEvents, 'follow'> {
  return {
    async *follow(raceId, after, signal) {
      const leave = metrics.subscribed();
      const openedAt = Date.now();
      try {
        for await (const event of events.follow(raceId, after, signal)) {
          // What was stored before anybody asked is not late.
          if (event.at >= openedAt) {
            metrics.eventHandedOver(Math.max(0, Date.now() - event.at) / MILLISECONDS_PER_SECOND);
          }
          yield event;
        }
      } finally {
        leave();
      }
    },
  };
}
