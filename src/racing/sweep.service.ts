/** What clients can do to sweeps: start, cancel, delete. */
import type { DataSource } from 'typeorm';
import { ownerOf, type Principal } from '../auth/principal';
import { newId } from '../entities/ids';
import { Sweep } from '../entities/sweep.entity';
import { SweepPoint } from '../entities/sweep-point.entity';
import type { Caller } from './caller';
import { SWEEPS } from './group-tables';
import { RaceGroups, type NewGroup } from './race-groups';
import type { NewRace } from './race-intake';
import type { RaceService } from './race.service';
import type { RaceStore } from './race-store';
import { planSweep, type StartSweepRequest } from './sweep-request';

export interface SweepServiceOptions {
  readonly database: DataSource;
  readonly store: Pick<RaceStore, 'createTogether'>;
  readonly races: Pick<RaceService, 'prepare' | 'handIn' | 'cancel' | 'delete'>;
}

export class SweepService {
  private readonly groups: RaceGroups<Sweep, SweepPoint>;

  constructor(private readonly options: SweepServiceOptions) {
    this.groups = new RaceGroups({ ...options, tables: SWEEPS, kind: 'sweep' });
  }

  /** Stores all of its races, or none, and returns at once. Throws what `RaceService.start` throws. */
  start(request: StartSweepRequest, principal: Principal, caller: Caller): Promise<Sweep> {
    return this.groups.start(request.idempotencyKey, principal, caller, (idempotencyKey) =>
      this.make({ ...request, idempotencyKey }, principal, caller),
    );
  }

  /** Each of its races: those that have ended stay as they are. Throws NOT_FOUND. */
  cancel(id: string, principal: Principal, caller: Caller): Promise<Sweep> {
    return this.groups.cancel(id, principal, caller);
  }

  /** With its races and everything measured in them. Throws NOT_FOUND, or FORBIDDEN where it is another's. */
  delete(id: string, principal: Principal, caller: Caller): Promise<string> {
    return this.groups.delete(id, principal, caller);
  }

  /** `idempotencyKey`: the caller's own. */
  private async make(request: StartSweepRequest, principal: Principal, caller: Caller): Promise<NewGroup<Sweep>> {
    const plan = planSweep(request);
    const entries: (NewRace & { readonly value: number })[] = [];
    for (const value of plan.values) {
      const prepared = this.options.races.prepare(plan.raceAt(value), principal, caller);
      const entry = await prepared.catch((error: unknown) => {
        throw plan.faultAt(value, error);
      });
      entries.push({ value, ...entry });
    }
    const row = Object.assign(new Sweep(), {
      ...{ id: newId('sweep'), label: request.label, owner: ownerOf(principal) },
      ...{ project: entries[0]?.race.project ?? null, over: request.over, parameter: plan.parameter },
      ...{ idempotencyKey: request.idempotencyKey, createdAt: Date.now() },
    } satisfies Omit<Sweep, 'points'>);
    const points = entries.map(({ race, value }, position) => ({ sweepId: row.id, position, value, raceId: race.id }));
    return {
      ...{ row, entries },
      insert: async (manager) => {
        await manager.insert(Sweep, row);
        await manager.insert(SweepPoint, points);
      },
    };
  }
}
