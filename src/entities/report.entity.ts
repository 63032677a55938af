import { Column, Entity, Index, OneToMany, PrimaryColumn, type Relation } from 'typeorm';
import type { Claim } from '../claims/claim';
import { jsonColumn, momentColumn } from './columns';
import type { DeviceKindName, EffortName } from './race.entity';
import { ReportRace } from './report-race.entity';

export type ReportKindName = 'FRAMEWORK_SPEED_COMPARISON';

/** Claims, and the races that answer them. */
@Entity('report')
@Index(['createdAt', 'id'])
@Index(['project', 'createdAt'])
export class Report {
  /** `report_…`, ordered by time of creation. */
  @PrimaryColumn('text')
  id!: string;

  @Column('text', { nullable: true })
  label!: string | null;

  /** As of a race. */
  @Column('text', { nullable: true })
  owner!: string | null;

  /** Of whose project it is, and each of its races; null: of none. */
  @Column('text', { nullable: true })
  project!: string | null;

  @Column('text')
  kind!: ReportKindName;

  @Column('text')
  effort!: EffortName;

  /** Ids, in the order asked for. */
  @Column(jsonColumn())
  engines!: readonly string[];

  /** With their rules, as they were declared before anything was measured. */
  @Column(jsonColumn())
  claims!: readonly Claim[];

  /** Null: wherever each race runs by default. */
  @Column('text', { nullable: true })
  device!: DeviceKindName | null;

  @Column('text', { nullable: true, unique: true })
  idempotencyKey!: string | null;

  @Column(momentColumn())
  createdAt!: number;

  @OneToMany(() => ReportRace, (race) => race.report)
  races!: Relation<ReportRace[]>;
}
