import { Entity, PrimaryColumn } from 'typeorm';

/** One row: what tells this database apart from others that share a Redis with it. */
@Entity('deployment')
export class Deployment {
  @PrimaryColumn('text')
  id!: string;
}
