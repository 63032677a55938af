/** Where races that belong together are stored: a row for the group, and one for each of its races. */
import type { EntityTarget } from 'typeorm';
import { Report } from '../entities/report.entity';
import { ReportRace } from '../entities/report-race.entity';
import { Sweep } from '../entities/sweep.entity';
import { SweepPoint } from '../entities/sweep-point.entity';

export interface GroupRow {
  id: string;
  owner: string | null;
  project: string | null;
  idempotencyKey: string | null;
  createdAt: number;
}

export interface MemberRow {
  /** From 0, in the order of the queue. */
  position: number;
  /** Null: deleted, or never there. */
  raceId: string | null;
}

export interface GroupTables<Row extends GroupRow, Member extends MemberRow> {
  readonly group: EntityTarget<Row>;
  readonly members: EntityTarget<Member>;
  /** The property of a member that holds its group's id. */
  readonly groupId: keyof Member & string;
}

export const SWEEPS: GroupTables<Sweep, SweepPoint> = { group: Sweep, members: SweepPoint, groupId: 'sweepId' };
export const REPORTS: GroupTables<Report, ReportRace> = { group: Report, members: ReportRace, groupId: 'reportId' };
