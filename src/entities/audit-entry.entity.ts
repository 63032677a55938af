import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { jsonColumn, momentColumn } from './columns';
import type { NamedValue } from './race.entity';

export const AUDIT_ACTIONS = ['START', 'CANCEL', 'DELETE', 'MEASURE_LIMITS'] as const;
export type AuditActionName = (typeof AUDIT_ACTIONS)[number];

/** Somebody did something. Refers to nothing by key: it stays when what it is about is deleted. */
@Entity('audit_entry')
@Index(['at', 'id'])
@Index(['subject', 'at', 'id'])
export class AuditEntry {
  /** `audit_…`, ordered by time. */
  @PrimaryColumn('text')
  id!: string;

  @Column(momentColumn())
  at!: number;

  /** Null where nobody was known. */
  @Column('text', { nullable: true })
  actor!: string | null;

  @Column('text')
  action!: AuditActionName;

  /** Id of what it was done to: a race, or the machine whose limits were asked for. */
  @Column('text')
  subject!: string;

  /** What tells it apart once it is gone: few and short. */
  @Column(jsonColumn())
  details!: NamedValue[];
}
