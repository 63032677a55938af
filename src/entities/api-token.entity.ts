import { Column, Entity, PrimaryColumn } from 'typeorm';
import { jsonColumn, momentColumn } from './columns';

/** What a caller may do; each contains the ones before it. */
export const SCOPES = ['READ', 'RUN', 'ADMIN'] as const;
export type ScopeName = (typeof SCOPES)[number];

/** A credential for programs. The secret itself is stored nowhere. */
@Entity('api_token')
export class ApiToken {
  /** `token_…`, ordered by time of creation. */
  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  name!: string;

  /** SHA-256 of the secret, in hexadecimal digits. */
  @Column('text', { unique: true })
  secretSha256!: string;

  @Column('text')
  scope!: ScopeName;

  /** The only projects whose races it may see and run; null: those of all, and races without a project. */
  @Column(jsonColumn({ nullable: true }))
  projects!: string[] | null;

  /** Races of its own that may wait at once; null: as many as the server takes. */
  @Column('integer', { nullable: true })
  maximumQueuedRaces!: number | null;

  /** Seconds of measuring within any 24 hours; null: without a bound. */
  @Column('double precision', { nullable: true })
  deviceSecondsPerDay!: number | null;

  @Column(momentColumn())
  createdAt!: number;

  /** From this moment on it is of no use; null: never. */
  @Column(momentColumn({ nullable: true }))
  expiresAt!: number | null;

  @Column(momentColumn({ nullable: true }))
  revokedAt!: number | null;

  /** To within a minute; null: never. */
  @Column(momentColumn({ nullable: true }))
  lastUsedAt!: number | null;
}
