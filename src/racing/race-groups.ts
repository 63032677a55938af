/** Races that are asked for together, with a row that says which they are: stored, cancelled and deleted together. */
import type { DataSource, EntityManager, FindOptionsWhere } from 'typeorm';
import type { Principal } from '../auth/principal';
import { PhotofinishError } from '../errors';
import type { Caller } from './caller';
import { GroupReader } from './group-reader';
import type { GroupRow, GroupTables, MemberRow } from './group-tables';
import type { NewRace } from './race-intake';
import * as ownership from './race-ownership';
import type { RaceService } from './race.service';
import type { RaceStore } from './race-store';

export interface RaceGroupsOptions<Row extends GroupRow, Member extends MemberRow> {
  readonly database: DataSource;
  readonly store: Pick<RaceStore, 'createTogether'>;
  readonly races: Pick<RaceService, 'handIn' | 'cancel' | 'delete'>;
  readonly tables: GroupTables<Row, Member>;
  /** "sweep"; the API lists them as `sweeps`. */
  readonly kind: string;
}

/** Not stored yet. */
export interface NewGroup<Row extends GroupRow> {
  readonly row: Row;
  readonly entries: readonly NewRace[];
  /** Stores everything beside the races, in their transaction. */
  readonly insert: (manager: EntityManager) => Promise<void>;
}

export class RaceGroups<Row extends GroupRow, Member extends MemberRow> {
  private readonly reader: GroupReader<Row, Member>;

  constructor(private readonly options: RaceGroupsOptions<Row, Member>) {
    this.reader = new GroupReader(options.database, options.tables);
  }

  /**
   * Stores what `make` makes, all of it or nothing; where the key has one already, returns that. `key` is the client's own word.
   * Throws what `RaceService.start` throws.
   */
  async start(
    key: string | null,
    principal: Principal,
    caller: Caller,
    make: (idempotencyKey: string | null) => Promise<NewGroup<Row>>,
  ): Promise<Row> {
    const idempotencyKey = ownership.ownKey(key, principal);
    const existing = await this.withKey(idempotencyKey, principal);
    if (existing) return existing;
    const { row, entries, insert } = await make(idempotencyKey);
    try {
      await this.options.store.createTogether(entries, insert);
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
    return row;
  }

  /** Each of its races: those that have ended stay as they are. Throws NOT_FOUND. */
  async cancel(id: string, principal: Principal, caller: Caller): Promise<Row> {
    const row = await this.require(id, principal);
    await this.cancelRaces(id, principal, caller);
    return row;
  }

  /** With its races and everything measured in them. Throws NOT_FOUND, or FORBIDDEN where it is another's. */
  async delete(id: string, principal: Principal, caller: Caller): Promise<string> {
    ownership.requireDeletable(await this.require(id, principal), principal, this.options.kind);
    await this.cancelRaces(id, principal, caller);
    await this.eachRace(id, (raceId) => this.options.races.delete(raceId, principal, caller));
    await this.rows.delete({ id } as FindOptionsWhere<Row>);
    return id;
  }

  private cancelRaces(id: string, principal: Principal, caller: Caller): Promise<void> {
    return this.eachRace(id, (raceId) => this.options.races.cancel(raceId, principal, caller));
  }

  /** The last first: none of them begins while the others are being cancelled. One may be deleted meanwhile. */
  private async eachRace(id: string, work: (raceId: string) => Promise<unknown>): Promise<void> {
    const [members = []] = await this.reader.membersOf([id]);
    for (const { raceId } of [...members].reverse()) {
      if (raceId === null) continue;
      await work(raceId).catch((error: unknown) => {
        if (!(error instanceof PhotofinishError && error.code === 'NOT_FOUND')) throw error;
      });
    }
  }

  private async withKey(idempotencyKey: string | null, principal: Principal): Promise<Row | null> {
    if (idempotencyKey === null) return null;
    const existing = await this.rows.findOneBy({ idempotencyKey } as FindOptionsWhere<Row>);
    return existing && ownership.requireStillVisible(existing, principal);
  }

  private async require(id: string, principal: Principal): Promise<Row> {
    const { kind } = this.options;
    const row = await this.rows.findOneBy({ id } as FindOptionsWhere<Row>);
    if (row && ownership.isVisible(row, principal)) return row;
    throw new PhotofinishError('NOT_FOUND', `There is no such ${kind}.`, {
      field: 'id',
      advice: `It may have been deleted: \`${kind}s\` lists what is there.`,
    });
  }

  private get rows() {
    return this.options.database.getRepository(this.options.tables.group);
  }
}
