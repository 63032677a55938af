import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { momentColumn } from './columns';

/** What a race that was deleted had taken of its owner's device seconds: deleting gives none back. Kept for a day. */
@Entity('spent_time')
@Index(['owner', 'finishedAt'])
export class SpentTime {
  @PrimaryColumn('text')
  raceId!: string;

  @Column('text')
  owner!: string;

  @Column('double precision')
  seconds!: number;

  @Column(momentColumn())
  finishedAt!: number;
}
