/** Servers and measuring hosts as processes, on a PostgreSQL and a Redis that nobody else uses. */
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/data-source';
import { MeasuringHost } from '../../src/entities/measuring-host.entity';
import { Race } from '../../src/entities/race.entity';
import { HERE } from '../../test/support/network';
import { findPostgres, startPostgres, type OwnPostgres } from '../../test/support/postgres';
import { startRedis, type TestRedis } from '../../test/support/redis';
import { engineEnvironment } from './engine-environment';
import { Machine, type MachineKind } from './machine';
import { movableClock, type MovableClock } from './movable-clock';
import type { Site } from './site';

export interface ClusterOptions {
  readonly servers: number;
  readonly workers: number;
  /** Of the hold on a race. */
  readonly holdSeconds: number;
  /** Whether clocks can be stepped. */
  readonly movableClocks: boolean;
  /** Whether PostgreSQL has a file system of its own, that can be full; needs root. */
  readonly smallDisk?: boolean;
  /** Python engines that are there beside the fake one. */
  readonly engines: readonly string[];
}

/** A new PostgreSQL takes 40, and what is written ahead comes in pieces of 16. */
const DISK_MEGABYTES = 128;

export class Cluster implements Site {
  machines: Machine[] = [];
  /** Those that were ended: whether something of them is left is still to be seen. */
  readonly ended: Machine[] = [];
  private count = 0;
  private database: DataSource | null = null;

  private constructor(
    readonly options: ClusterOptions,
    readonly postgres: OwnPostgres,
    readonly postgresClock: MovableClock | null,
    readonly redis: TestRedis,
    private readonly engines: ReturnType<typeof engineEnvironment>,
  ) {}

  static async start(options: ClusterOptions): Promise<Cluster> {
    const programs = findPostgres();
    if (programs === null) throw new Error('A cluster needs a PostgreSQL of its own.');
    const clock = options.movableClocks ? movableClock() : null;
    const [postgres, redis] = await Promise.all([
      startPostgres(programs, clock?.environment, HERE, options.smallDisk ? DISK_MEGABYTES : null),
      startRedis(),
    ]);
    const cluster = new Cluster(options, postgres, clock, redis, engineEnvironment(options.engines));
    try {
      await cluster.populate();
      return cluster;
    } catch (error) {
      await cluster.dispose();
      throw error;
    }
  }

  /** The first server migrates the database, the others find it done. */
  private async populate(): Promise<void> {
    const { options } = this;
    await this.add('server');
    const others = [
      ...Array<MachineKind>(options.servers - 1).fill('server'),
      ...Array<MachineKind>(options.workers).fill('worker'),
    ];
    const started = await Promise.allSettled(others.map((kind) => this.add(kind)));
    const failed = started.find((each) => each.status === 'rejected');
    if (failed) throw failed.reason;
  }

  get servers(): Machine[] {
    return this.machines.filter(({ options }) => options.kind === 'server');
  }

  get workers(): Machine[] {
    return this.machines.filter(({ options }) => options.kind === 'worker');
  }

  get addresses(): string[] {
    return this.servers.map(({ process }) => process.url);
  }

  async add(kind: MachineKind): Promise<Machine> {
    const { holdSeconds, movableClocks } = this.options;
    const machine = await Machine.start({
      ...{
        kind,
        label: `m${++this.count}`,
        databaseUrl: this.postgres.url,
        redisUrl: this.redis.url,
        movableClock: movableClocks,
      },
      environment: { ...this.engines.variables, PHOTOFINISH_HOLD_SECONDS: String(holdSeconds) },
    });
    this.machines.push(machine);
    return machine;
  }

  /** By the signal; resolves when it is gone. */
  async end(machine: Machine, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    this.machines = this.machines.filter((each) => each !== machine);
    await machine.end(signal);
    this.ended.push(machine);
  }

  /** Who has the race in hand; null where nobody of those that run does. */
  async holderOf(raceId: string): Promise<Machine | null> {
    return this.reading(async (database) => {
      const race = await database.getRepository(Race).findOneBy({ id: raceId });
      if (!race?.holder || race.heldUntil === null) return null;
      const host = await database.getRepository(MeasuringHost).findOneBy({ id: race.holder });
      return this.workers.find(({ options }) => host?.labels.includes(options.label)) ?? null;
    });
  }

  async reading<T>(read: (database: DataSource) => Promise<T>): Promise<T> {
    try {
      return await read(await this.opened());
    } catch {
      // Its connections ended with a PostgreSQL that was killed meanwhile.
      return read(await this.opened());
    }
  }

  private async opened(): Promise<DataSource> {
    this.database ??= createDataSource({ databaseUrl: this.postgres.url, dataDirectory: '' });
    if (!this.database.isInitialized) await this.database.initialize();
    return this.database;
  }

  keepLogs(folder: string): void {
    for (const machine of [...this.machines, ...this.ended]) machine.keepLog(folder);
  }

  async dispose(): Promise<void> {
    await Promise.all(this.machines.map((machine) => machine.end('SIGKILL')));
    if (this.database?.isInitialized) await this.database.destroy();
    await Promise.all([this.postgres.dispose(), this.redis.dispose()]);
    for (const machine of [...this.machines, ...this.ended]) machine.dispose();
    this.postgresClock?.dispose();
    this.engines.dispose();
  }
}
