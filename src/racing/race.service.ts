/** What clients can do to races: start, cancel, delete. */
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { ownerOf, quotasOf, type Principal } from '../auth/principal';
import { PhotofinishError } from '../errors';
import type { EngineAdapter } from '../engines/engine';
import type { EngineCatalog } from '../engines/engine-catalog';
import { isId } from '../entities/ids';
import { Race, type DeviceKindName } from '../entities/race.entity';
import type { EnergyCounters } from '../hardware/energy-counters';
import { NOBODY, type Caller } from './caller';
import { resolveDevice, resolveEntrants, requireRunnable } from './race-entrants';
import { hasEnded } from './race-status';
import type { MeasuringPlaces } from './measuring-place';
import { describeRace, describeRun, withClone } from './race-description';
import type { RaceDesk } from './race-desk';
import type { NewRace } from './race-intake';
import * as ownership from './race-ownership';
import * as rules from './race-request-rules';
import type { RaceStore } from './race-store';
import type { StartRaceRequest } from './start-race-request';

export interface RaceServiceOptions {
  readonly database: DataSource;
  readonly store: RaceStore;
  readonly desk: Pick<RaceDesk, 'handIn' | 'askBack'>;
  readonly places: Pick<MeasuringPlaces, 'placeFor'>;
  readonly catalog: EngineCatalog;
  readonly energy: EnergyCounters;
  /** The float64 reference: without it nobody can show that entrants do the same work. */
  readonly referenceAdapter: EngineAdapter;
  readonly maximumQueuedRaces: number;
  readonly logger: Pick<Logger, 'info'>;
}

export class RaceService {
  constructor(private readonly options: RaceServiceOptions) {}

  /** Stores the race and returns at once. Throws BAD_USER_INPUT, NO_ENTRANT_CAN_RUN, FORBIDDEN, QUOTA_EXCEEDED or QUEUE_FULL. */
  async start(request: StartRaceRequest, principal: Principal, caller: Caller = NOBODY): Promise<Race> {
    const idempotencyKey = ownership.ownKey(request.idempotencyKey, principal);
    if (idempotencyKey !== null) {
      const existing = await this.options.database.getRepository(Race).findOneBy({ idempotencyKey });
      if (existing) return ownership.requireStillVisible(existing, principal);
    }
    const { race, runs, maximumQueued, quotas } = await this.prepare(request, principal, caller);
    const stored = await this.options.store.create(race, runs, maximumQueued, { caller, quotas });
    await this.handIn([stored], caller);
    return stored;
  }

  /** The rows of a race that is to be stored. Throws BAD_USER_INPUT, NO_ENTRANT_CAN_RUN or FORBIDDEN. */
  async prepare(request: StartRaceRequest, principal: Principal, caller: Caller): Promise<NewRace> {
    const { places, catalog, referenceAdapter, maximumQueuedRaces } = this.options;
    const idempotencyKey = ownership.ownKey(request.idempotencyKey, principal);
    const project = ownership.projectFor(request.project, principal);
    rules.requireEntrantCount(request);
    const place = await places.placeFor(request);
    const owned = { owner: ownerOf(principal), project, idempotencyKey, traceParent: caller.traceParent };
    const race = Object.assign(describeRace(request, place), owned);
    const entrants = await resolveEntrants(request, catalog, place.here);
    if (place.here) {
      requireRunnable(entrants, catalog.launch(referenceAdapter));
      race.device = resolveDevice(request, entrants);
      if (race.metric === 'ENERGY') await this.requireEnergy(race.device);
    }
    const runs = withClone(
      request,
      entrants.map((entrant, position) => describeRun(race.id, entrant, position)),
    );
    return { race, runs, maximumQueued: maximumQueuedRaces, caller, quotas: quotasOf(principal) };
  }

  /** Races that are stored, for whoever measures them. */
  async handIn(races: readonly Race[], { actor }: Caller): Promise<void> {
    const { desk, logger } = this.options;
    for (const race of races) {
      await desk.handIn(race);
      logger.info({ raceId: race.id, actor }, 'a race was asked for');
    }
  }

  /** Idempotent: a race that has ended stays as it is. What was measured is kept. Throws NOT_FOUND. */
  async cancel(id: string, principal: Principal, caller: Caller = NOBODY): Promise<Race> {
    const race = await this.require(id, principal);
    if (hasEnded(race.status)) return race;
    await this.options.desk.askBack(id, caller);
    this.options.logger.info({ raceId: id, actor: caller.actor }, 'a race was cancelled');
    return this.require(id, principal);
  }

  /** A race in hand is cancelled first. Throws NOT_FOUND, or FORBIDDEN where it is another's. */
  async delete(id: string, principal: Principal, caller: Caller = NOBODY): Promise<string> {
    ownership.requireDeletable(await this.require(id, principal), principal);
    await this.cancel(id, principal, caller);
    await this.options.store.remove(id, caller);
    this.options.logger.info({ raceId: id, actor: caller.actor }, 'a race was deleted');
    return id;
  }

  /** Throws BAD_USER_INPUT where no counter can be read. */
  private async requireEnergy(device: DeviceKindName): Promise<void> {
    const meter = await this.options.energy.open(device);
    if (meter.kind !== 'meter') throw rules.energyRefusal(meter);
    meter.close();
  }

  private async require(id: string, principal: Principal): Promise<Race> {
    if (!isId('race', id)) {
      throw new PhotofinishError('BAD_USER_INPUT', 'This is not the id of a race.', {
        field: 'id',
        advice: 'Pass an id as `startRace` or `races` gave it.',
      });
    }
    const race = await this.options.database.getRepository(Race).findOneBy({ id });
    if (!race || !ownership.isVisible(race, principal)) {
      throw new PhotofinishError('NOT_FOUND', 'There is no such race.', {
        field: 'id',
        advice: 'It may have been deleted: `races` lists what is there.',
      });
    }
    return race;
  }
}
