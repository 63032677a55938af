/** What clients can do to reports: start, cancel, delete. */
import type { DataSource } from 'typeorm';
import { ownerOf, type Principal } from '../auth/principal';
import type { PlannedRace } from '../claims/planned-race';
import { planReport } from '../claims/report-plan';
import type { EngineCatalog } from '../engines/engine-catalog';
import { newId } from '../entities/ids';
import { Report } from '../entities/report.entity';
import { ReportRace } from '../entities/report-race.entity';
import { PhotofinishError } from '../errors';
import type { Caller } from './caller';
import type { NewRace } from './race-intake';
import { RaceGroup } from './race-group';
import * as ownership from './race-ownership';
import type { RaceService } from './race.service';
import type { RaceStore } from './race-store';
import { asFaultOfReport, claimsOf, enginesOf, raceRequestOf, type StartReportRequest } from './start-report-request';

export interface ReportServiceOptions {
  readonly database: DataSource;
  readonly store: Pick<RaceStore, 'createTogether'>;
  readonly races: Pick<RaceService, 'prepare' | 'handIn' | 'cancel' | 'delete'>;
  readonly catalog: Pick<EngineCatalog, 'find' | 'list'>;
}

/** Null: none of its entrants can run here. */
interface Prepared {
  readonly planned: PlannedRace;
  readonly entry: NewRace | null;
}

export class ReportService {
  constructor(private readonly options: ReportServiceOptions) {}

  /** Stores its claims, with the rules by which they will be judged, and all of its races, or nothing. Throws what `RaceService.start` throws. */
  async start(request: StartReportRequest, principal: Principal, caller: Caller): Promise<Report> {
    const idempotencyKey = ownership.ownKey(request.idempotencyKey, principal);
    const existing = await this.withKey(idempotencyKey, principal);
    if (existing) return existing;
    const engines = await enginesOf(request, this.options.catalog);
    const { kind, effort, device, label } = request;
    const plan = planReport({ engines, claims: claimsOf(request), device });
    const prepared = await this.prepare(plan.races, request, principal, caller);
    const report = Object.assign(new Report(), {
      ...{ id: newId('report'), label, kind, effort, device, claims: plan.claims },
      ...{ engines: engines.map(({ id }) => id), owner: ownerOf(principal) },
      ...{ project: ownership.projectFor(request.project, principal), idempotencyKey, createdAt: Date.now() },
    } satisfies Omit<Report, 'races'>);
    const entries = prepared.flatMap(({ entry }) => entry ?? []);
    try {
      await this.options.store.createTogether(entries, async (manager) => {
        await manager.insert(Report, report);
        await manager.insert(ReportRace, rowsOf(report, prepared));
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
    return report;
  }

  /** Each of its races: those that have ended stay as they are. Throws NOT_FOUND. */
  async cancel(id: string, principal: Principal, caller: Caller): Promise<Report> {
    const report = await this.require(id, principal);
    await (await this.group(id)).cancel(principal, caller);
    return report;
  }

  /** With its races and everything measured in them. Throws NOT_FOUND, or FORBIDDEN where it is another's. */
  async delete(id: string, principal: Principal, caller: Caller): Promise<string> {
    ownership.requireDeletable(await this.require(id, principal), principal, 'report');
    await (await this.group(id)).delete(principal, caller);
    await this.options.database.getRepository(Report).delete({ id });
    return id;
  }

  /** A race in which nobody can run is left out and said so; where that is all of them, it is an error. */
  private async prepare(
    races: readonly PlannedRace[],
    request: StartReportRequest,
    principal: Principal,
    caller: Caller,
  ): Promise<Prepared[]> {
    const prepared: Prepared[] = [];
    let refusal: PhotofinishError | null = null;
    for (const planned of races) {
      const entry = await this.options.races
        .prepare(raceRequestOf(planned, request), principal, caller)
        .catch((error: unknown) => {
          if (!(error instanceof PhotofinishError && error.code === 'NO_ENTRANT_CAN_RUN')) {
            throw asFaultOfReport(error, planned);
          }
          refusal ??= error;
          return null;
        });
      prepared.push({ planned, entry });
    }
    if (prepared.every(({ entry }) => entry === null)) throw refusal ?? nothingToRace();
    return prepared;
  }

  private async group(reportId: string): Promise<RaceGroup> {
    const rows = await this.options.database
      .getRepository(ReportRace)
      .find({ where: { reportId }, order: { position: 'ASC' } });
    return new RaceGroup(
      rows.map(({ raceId }) => raceId),
      this.options.races,
    );
  }

  private async withKey(idempotencyKey: string | null, principal: Principal): Promise<Report | null> {
    if (idempotencyKey === null) return null;
    const existing = await this.options.database.getRepository(Report).findOneBy({ idempotencyKey });
    return existing && ownership.requireStillVisible(existing, principal);
  }

  private async require(id: string, principal: Principal): Promise<Report> {
    const report = await this.options.database.getRepository(Report).findOneBy({ id });
    if (report && ownership.isVisible(report, principal)) return report;
    throw new PhotofinishError('NOT_FOUND', 'There is no such report.', {
      field: 'id',
      advice: 'It may have been deleted: `reports` lists what is there.',
    });
  }
}

function rowsOf({ id }: Report, prepared: readonly Prepared[]): Omit<ReportRace, 'report' | 'race'>[] {
  return prepared.map(({ planned: { key, name }, entry }, position) => ({
    ...{ reportId: id, position, key, name, raceId: entry?.race.id ?? null, endedAs: null },
  }));
}

function nothingToRace(): PhotofinishError {
  return new PhotofinishError('BAD_USER_INPUT', 'With these engines there is nothing to race for these claims.', {
    field: 'input.engines',
    advice: 'Claims about Keras need keras and an engine that it runs on; the others need any other engine.',
  });
}
