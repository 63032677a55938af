/** Whether this server can do its work: asked by whoever decides about its requests or its restart. */
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { inTime } from '../in-time';

/** One thing that is missing. The messages hold nothing of the configuration. */
export interface Lack {
  readonly check: 'database' | 'migrations' | 'serving';
  readonly message: string;
}

export interface HealthOptions {
  readonly database: DataSource;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  /** Absent: ours. Tests shorten it. */
  readonly answerMilliseconds?: number;
}

/** A database that needs longer is no use to a client either. */
const ANSWER_MILLISECONDS = 2000;

const STOPPING: Lack = { check: 'serving', message: 'The server is stopping.' };
const NO_DATABASE: Lack = { check: 'database', message: 'The database does not answer.' };
const NO_MIGRATIONS: Lack = {
  check: 'migrations',
  message: 'The database lacks tables or columns of this version: restart the server, which brings them up to date.',
};

export class Health {
  private stopping = false;
  /** Of those who ask at once one asks the database; one that hangs is not asked again meanwhile. */
  private underWay: Promise<Lack | null> | null = null;
  private lastSeen: Lack['check'] | null = null;

  constructor(private readonly options: HealthOptions) {}

  /** From now on the server is not ready, whatever else holds. */
  stop(): void {
    this.stopping = true;
  }

  /** What is missing; empty where requests may come. Never rejects. */
  async lacks(): Promise<Lack[]> {
    // Its database is closed soon: that is no news.
    if (this.stopping) return [STOPPING];
    const { answerMilliseconds = ANSWER_MILLISECONDS } = this.options;
    const asked = (this.underWay ??= this.askDatabase().finally(() => (this.underWay = null)));
    const found = await inTime(asked, answerMilliseconds, NO_DATABASE);
    this.tell(found);
    return found ? [found] : [];
  }

  private async askDatabase(): Promise<Lack | null> {
    const { database, logger } = this.options;
    try {
      await database.query('SELECT 1');
    } catch (err) {
      if (this.lastSeen !== 'database') logger.warn({ err }, 'the database does not answer');
      return NO_DATABASE;
    }
    try {
      const rows: { name: string }[] = await database.query('SELECT "name" FROM "migrations"');
      const done = new Set(rows.map(({ name }) => name));
      const all = database.migrations.every(({ name, constructor }) => done.has(name ?? constructor.name));
      return all ? null : NO_MIGRATIONS;
    } catch {
      return NO_MIGRATIONS;
    }
  }

  /** A line where it changes: not one with every question. */
  private tell(found: Lack | null): void {
    const check = found?.check ?? null;
    if (check === this.lastSeen) return;
    this.lastSeen = check;
    if (found) this.options.logger.warn({ check }, 'the server is not ready');
    else this.options.logger.info('the server is ready again');
  }
}
