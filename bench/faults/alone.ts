/** One server with its embedded database, alone on a disk of its own, that can be full. */
import { mkdtempSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../src/data-source';
import { mountDisk, unmountDisk } from '../../test/support/small-disk';
import { engineEnvironment, type EngineEnvironment } from './engine-environment';
import { Machine } from './machine';
import type { Site } from './site';

export interface AloneOptions {
  /** Whether its data lie on a file system of their own; needs root. */
  readonly ownDisk: boolean;
}

/** Room for the database, the files of a race and the rest. */
const DISK_MEGABYTES = 16;

export class Alone implements Site {
  machines: Machine[] = [];
  readonly ended: Machine[] = [];

  private constructor(
    readonly folder: string,
    private readonly options: AloneOptions,
    private readonly engines: EngineEnvironment,
  ) {}

  static async start(options: AloneOptions): Promise<Alone> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-alone-'));
    if (options.ownDisk && !mountDisk(folder, DISK_MEGABYTES))
      throw new Error('A file system of its own cannot be mounted here.');
    const alone = new Alone(folder, options, engineEnvironment([]));
    await alone.startServer();
    return alone;
  }

  get addresses(): string[] {
    return this.machines.map(({ process }) => process.url);
  }

  async startServer(): Promise<void> {
    const { folder } = this;
    const environment = this.engines.variables;
    const options = { kind: 'alone', label: 'alone', databaseUrl: '', redisUrl: '', folder, environment } as const;
    this.machines = [await Machine.start({ ...options, movableClock: false })];
  }

  async kill(): Promise<void> {
    const { machines } = this;
    this.machines = [];
    // Its folder stays, and so does nothing that runs in it: the next server finds it as after a restart.
    await Promise.all(machines.map((machine) => machine.end('SIGKILL')));
  }

  async reading<T>(read: (database: DataSource) => Promise<T>): Promise<T> {
    const database = createDataSource({ databaseUrl: null, dataDirectory: this.folder });
    await database.initialize();
    try {
      return await read(database);
    } finally {
      await database.destroy();
    }
  }

  keepLogs(folder: string): void {
    for (const machine of this.machines) machine.keepLog(folder);
  }

  async dispose(): Promise<void> {
    await this.kill();
    if (this.options.ownDisk) unmountDisk(this.folder);
    rmSync(this.folder, { recursive: true, force: true });
    this.engines.dispose();
  }
}
