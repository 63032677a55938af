/** Who is told what happens to the race in hand, beside the store: for logs, metrics and traces. */
import type { Logger } from 'pino';
import type { Race, RaceStatusName } from '../entities/race.entity';
import type { Run } from '../entities/run.entity';
import type { RaceFact } from './race-fact';

export interface RaceObserver {
  /** The machine is the race's from now on. */
  begun(race: Race, runs: readonly Run[]): void;
  /** After the store has it: between blocks, never during one. Must be quick. */
  told(raceId: string, fact: RaceFact): void;
  /** The machine is free again. `status` is null where the race is gone, or could not be read. Also of races that never began. */
  ended(raceId: string, status: RaceStatusName | null): void;
}

/** All of them as one. What goes wrong in one of them is logged: no race ends because nobody could watch it. */
export function observersAsOne(observers: readonly RaceObserver[], logger: Pick<Logger, 'error'>): RaceObserver {
  const each = (raceId: string, tell: (observer: RaceObserver) => void) => {
    for (const observer of observers) {
      try {
        tell(observer);
      } catch (err) {
        logger.error({ err, raceId }, 'a race could not be observed');
      }
    }
  };
  return {
    begun: (race, runs) => each(race.id, (observer) => observer.begun(race, runs)),
    told: (raceId, fact) => each(raceId, (observer) => observer.told(raceId, fact)),
    ended: (raceId, status) => each(raceId, (observer) => observer.ended(raceId, status)),
  };
}
