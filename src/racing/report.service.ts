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
import { REPORTS } from './group-tables';
import { RaceGroups, type NewGroup } from './race-groups';
import type { NewRace } from './race-intake';
import { projectFor } from './race-ownership';
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
  private readonly groups: RaceGroups<Report, ReportRace>;

  constructor(private readonly options: ReportServiceOptions) {
    this.groups = new RaceGroups({ ...options, tables: REPORTS, kind: 'report' });
  }

  /** Stores its claims, with the rules by which they will be judged, and all of its races, or nothing. Throws what `RaceService.start` throws. */
  start(request: StartReportRequest, principal: Principal, caller: Caller): Promise<Report> {
    return this.groups.start(request.idempotencyKey, principal, caller, (idempotencyKey) =>
      this.make({ ...request, idempotencyKey }, principal, caller),
    );
  }

  /** Each of its races: those that have ended stay as they are. Throws NOT_FOUND. */
  cancel(id: string, principal: Principal, caller: Caller): Promise<Report> {
    return this.groups.cancel(id, principal, caller);
  }

  /** With its races and everything measured in them. Throws NOT_FOUND, or FORBIDDEN where it is another's. */
  delete(id: string, principal: Principal, caller: Caller): Promise<string> {
    return this.groups.delete(id, principal, caller);
  }

  /** `idempotencyKey`: the caller's own. */
  private async make(request: StartReportRequest, principal: Principal, caller: Caller): Promise<NewGroup<Report>> {
    const engines = await enginesOf(request, this.options.catalog);
    const { kind, effort, device, label, idempotencyKey } = request;
    const plan = planReport({ engines, claims: claimsOf(request), device });
    const prepared = await this.prepare(plan.races, request, principal, caller);
    const row = Object.assign(new Report(), {
      ...{ id: newId('report'), label, kind, effort, device, claims: plan.claims },
      ...{ engines: engines.map(({ id }) => id), owner: ownerOf(principal) },
      ...{ project: projectFor(request.project, principal), idempotencyKey, createdAt: Date.now() },
    } satisfies Omit<Report, 'races'>);
    return {
      ...{ row, entries: prepared.flatMap(({ entry }) => entry ?? []) },
      insert: async (manager) => {
        await manager.insert(Report, row);
        await manager.insert(ReportRace, rowsOf(row, prepared));
      },
    };
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
