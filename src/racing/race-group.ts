/** Races that were asked for together, and are cancelled and deleted together. */
import type { Principal } from '../auth/principal';
import { PhotofinishError } from '../errors';
import type { Caller } from './caller';
import type { RaceService } from './race.service';

export class RaceGroup {
  /** In the order of the queue; null is one that was deleted. */
  constructor(
    private readonly raceIds: readonly (string | null)[],
    private readonly races: Pick<RaceService, 'cancel' | 'delete'>,
  ) {}

  /** Those that have ended stay as they are. */
  cancel(principal: Principal, caller: Caller): Promise<void> {
    return this.each((raceId) => this.races.cancel(raceId, principal, caller));
  }

  async delete(principal: Principal, caller: Caller): Promise<void> {
    await this.cancel(principal, caller);
    await this.each((raceId) => this.races.delete(raceId, principal, caller));
  }

  /** The last first: none of them begins while the others are being cancelled. One may be deleted meanwhile. */
  private async each(work: (raceId: string) => Promise<unknown>): Promise<void> {
    for (const raceId of [...this.raceIds].reverse()) {
      if (raceId === null) continue;
      await work(raceId).catch((error: unknown) => {
        if (!(error instanceof PhotofinishError && error.code === 'NOT_FOUND')) throw error;
      });
    }
  }
}
