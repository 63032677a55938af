/** The product as it is installed: `photofinish serve` and `photofinish worker` as processes, with the fake engine. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageRoot } from '../../src/engines/worker-path';
import { HERE, type Place } from './network';

const MAIN = path.join(packageRoot(), 'dist', 'src', 'main.js');

export interface ProcessOptions {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** Beside those that every process gets. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Of its data: that of a process that ended before, as after a restart of the same machine. */
  readonly folder?: string;
  /** How long it may take to start. */
  readonly startMilliseconds?: number;
  /** Where it runs, and listens if it does; absent: on this machine, for this machine. */
  readonly place?: Place;
  /** What it is asked with. */
  readonly token?: string;
}

export class PhotofinishProcess {
  private constructor(
    private readonly child: ChildProcess,
    /** Its own, as if it were another machine: data, the host-wide lock, and what is temporary. */
    readonly folder: string,
    /** What it printed when it was ready. */
    readonly ready: Record<string, unknown>,
    private readonly said: () => string,
    private readonly token: string | undefined,
  ) {}

  static async start(args: readonly string[], options: ProcessOptions): Promise<PhotofinishProcess> {
    const { databaseUrl, redisUrl, place = HERE } = options;
    const folder = options.folder ?? mkdtempSync(path.join(os.tmpdir(), 'photofinish-machine-'));
    const environment = {
      ...process.env,
      ...{ HOST: place.address, PORT: '0', DATABASE_URL: databaseUrl, REDIS_URL: redisUrl },
      ...{ PHOTOFINISH_DATA_DIR: folder, PHOTOFINISH_LOCK_DIR: folder, TMPDIR: folder },
      ...{ PHOTOFINISH_FAKE_ENGINE: '1', PHOTOFINISH_LOG_LEVEL: 'warn', PHOTOFINISH_DRAIN_SECONDS: '60' },
      ...options.environment,
    };
    const child = spawn(...place.command(process.execPath, [MAIN, ...args, '--json']), {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const { startMilliseconds = 40_000 } = options;
    for (const deadline = performance.now() + startMilliseconds; !/^\}/m.test(output); await sleep(20)) {
      if (performance.now() < deadline && child.exitCode === null) continue;
      child.kill('SIGKILL');
      throw new Error(`it did not start: ${output}${errors}`);
    }
    const ready = JSON.parse(output) as Record<string, unknown>;
    return new PhotofinishProcess(child, folder, ready, () => errors, options.token);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Of the API. */
  get url(): string {
    return new URL('/graphql', String(this.ready['url'])).toString();
  }

  /** What it logged. */
  get log(): string {
    return this.said();
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Resolves when it is gone. */
  async end(signal: NodeJS.Signals = 'SIGTERM', folder: 'remove' | 'keep' = 'remove'): Promise<void> {
    if (this.running) {
      const gone = once(this.child, 'exit');
      this.child.kill('SIGCONT');
      this.child.kill(signal);
      await gone;
    }
    if (folder === 'remove') rmSync(this.folder, { recursive: true, force: true });
  }

  /** Its engines' processes, and what watches them. */
  children(): number[] {
    const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(this.pid)], { encoding: 'utf8' });
    return stdout.split('\n').filter(Boolean).map(Number);
  }

  async ask<T>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...credentials(this.token) },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data: T; errors?: { message: string }[] };
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  }
}

export function credentials(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}
