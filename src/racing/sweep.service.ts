/** What clients can do to sweeps: start, cancel, delete. */
import { ownerOf, type Principal } from '../auth/principal';
import type { DataSource } from 'typeorm';
import { newId } from '../entities/ids';
import { Sweep } from '../entities/sweep.entity';
import { SweepPoint } from '../entities/sweep-point.entity';
import { PhotofinishError } from '../errors';
import type { Caller } from './caller';
import { RaceGroup } from './race-group';
import type { NewRace } from './race-intake';
import * as ownership from './race-ownership';
import type { RaceService } from './race.service';
import type { RaceStore } from './race-store';
import { planSweep, type StartSweepRequest } from './sweep-request';

export interface SweepServiceOptions {
  readonly database: DataSource;
  readonly store: Pick<RaceStore, 'createTogether'>;
  readonly races: Pick<RaceService, 'prepare' | 'handIn' | 'cancel' | 'delete'>;
}

export class SweepService {
  constructor(private readonly options: SweepServiceOptions) {}

  /** Stores all of its races, or none, and returns at once. Throws what `RaceService.start` throws. */
  async start(request: StartSweepRequest, principal: Principal, caller: Caller): Promise<Sweep> {
    const idempotencyKey = ownership.ownKey(request.idempotencyKey, principal);
    const existing = await this.withKey(idempotencyKey, principal);
    if (existing) return existing;
    const plan = planSweep(request);
    const entries: (NewRace & { readonly value: number })[] = [];
    for (const value of plan.values) {
      const prepared = this.options.races.prepare(plan.raceAt(value), principal, caller);
      const entry = await prepared.catch((error: unknown) => {
        throw plan.faultAt(value, error);
      });
      entries.push({ value, ...entry });
    }
    const sweep = Object.assign(new Sweep(), {
      ...{ id: newId('sweep'), label: request.label, owner: ownerOf(principal) },
      ...{ project: entries[0]?.race.project ?? null, over: request.over, parameter: plan.parameter },
      ...{ idempotencyKey, createdAt: Date.now() },
    } satisfies Omit<Sweep, 'points'>);
    const points = entries.map(({ race, value }, position) => ({
      sweepId: sweep.id,
      position,
      value,
      raceId: race.id,
    }));
    try {
      await this.options.store.createTogether(entries, async (manager) => {
        await manager.insert(Sweep, sweep);
        await manager.insert(SweepPoint, points);
      });
    } catch (error) {
      // One of the same key came first, and may have taken the last places in the queue.
      const other = await this.withKey(idempotencyKey, principal);
      if (other) return other;
      throw error;
    }
    await this.options.races.handIn(
      entries.map(({ race }) => race),
      caller,
    );
    return sweep;
  }

  /** Each of its races: those that have ended stay as they are. Throws NOT_FOUND. */
  async cancel(id: string, principal: Principal, caller: Caller): Promise<Sweep> {
    const sweep = await this.require(id, principal);
    await (await this.group(id)).cancel(principal, caller);
    return sweep;
  }

  /** With its races and everything measured in them. Throws NOT_FOUND, or FORBIDDEN where it is another's. */
  async delete(id: string, principal: Principal, caller: Caller): Promise<string> {
    const sweep = await this.require(id, principal);
    ownership.requireDeletable(sweep, principal, 'sweep');
    await (await this.group(id)).delete(principal, caller);
    await this.options.database.getRepository(Sweep).delete({ id });
    return id;
  }

  private async group(sweepId: string): Promise<RaceGroup> {
    const points = await this.options.database
      .getRepository(SweepPoint)
      .find({ where: { sweepId }, order: { position: 'ASC' } });
    return new RaceGroup(
      points.map(({ raceId }) => raceId),
      this.options.races,
    );
  }

  private async withKey(idempotencyKey: string | null, principal: Principal): Promise<Sweep | null> {
    if (idempotencyKey === null) return null;
    const existing = await this.options.database.getRepository(Sweep).findOneBy({ idempotencyKey });
    return existing && ownership.requireStillVisible(existing, principal);
  }

  private async require(id: string, principal: Principal): Promise<Sweep> {
    const sweep = await this.options.database.getRepository(Sweep).findOneBy({ id });
    if (sweep && ownership.isVisible(sweep, principal)) return sweep;
    throw new PhotofinishError('NOT_FOUND', 'There is no such sweep.', {
      field: 'id',
      advice: 'It may have been deleted: `sweeps` lists what is there.',
    });
  }
}
