/** Where a measuring host learns which race is next. */
import type { Race } from '../entities/race.entity';

/** What a feed has to know of a race. */
export type WaitingRace = Pick<Race, 'id' | 'wanted' | 'status' | 'hardwareProfileId'>;

export interface RaceFeed {
  /** The race is there to be measured. Any number of times; rejects where the feed cannot be reached. */
  offer(race: WaitingRace): Promise<void>;
  /**
   * A race that this host may measure and that nobody seems to have in hand: interrupted ones first, then the oldest.
   * Null: none. Another host may come first: whoever `RaceHolds.take` gives it to has it.
   */
  next(): Promise<string | null>;
  close(): Promise<void>;
}
