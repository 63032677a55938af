/** What a repetition happens in: a cluster, or one server with its embedded database. */
import type { DataSource } from 'typeorm';
import type { Machine } from './machine';

export interface Site {
  /** Of the servers that answer now; none while all are gone. */
  readonly addresses: readonly string[];
  readonly machines: readonly Machine[];
  /** Ended, with their folders: what they left behind is found by those. */
  readonly ended: Machine[];
  reading<T>(read: (database: DataSource) => Promise<T>): Promise<T>;
  /** For whoever looks into a violation. */
  keepLogs(folder: string): void;
  dispose(): Promise<void>;
}
