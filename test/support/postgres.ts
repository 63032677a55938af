/** A PostgreSQL of a test's own, that may be killed and started again. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { inTime } from '../../src/in-time';
import { freePort } from './free-port';
import { HERE, type Place } from './network';
import { mountDisk, unmountDisk } from './small-disk';

const DEBIAN = '/usr/lib/postgresql';

/** Null, and a loud word, where there is none. */
export function findPostgres(): string | null {
  try {
    const [newest] = readdirSync(DEBIAN).sort((one, other) => Number(other) - Number(one));
    if (newest) return path.join(DEBIAN, newest, 'bin');
  } catch {
    // Said below.
  }
  console.warn(
    `SKIPPED: what kills a PostgreSQL, for there is none in ${DEBIAN} (Debian: apt-get install postgresql).`,
  );
  return null;
}

export interface OwnPostgres {
  readonly url: string;
  /** Where its data lie. */
  readonly folder: string;
  /** As by a power cut, with all its processes. */
  kill(): Promise<void>;
  /** Answers when the promise resolves, also where it had ended by itself. */
  start(): Promise<void>;
  dispose(): Promise<void>;
}

/** `environment`: of its processes, beside ours. `diskMegabytes`: of a file system of its own, which needs root; null: none. */
export async function startPostgres(
  programs: string,
  environment: Readonly<Record<string, string>> = {},
  place: Place = HERE,
  diskMegabytes: number | null = null,
): Promise<OwnPostgres> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-postgres-'));
  if (diskMegabytes !== null && !mountDisk(folder, diskMegabytes)) throw new Error('A disk cannot be mounted here.');
  const user = unprivileged();
  if (user) chownSync(folder, user.uid, user.gid);
  const data = path.join(folder, 'data');
  const made = spawnSync(path.join(programs, 'initdb'), ['--pgdata', data, '--auth=trust', '--username=postgres'], {
    ...user,
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  if (place !== HERE) appendFileSync(path.join(data, 'pg_hba.conf'), `host all all ${place.address}/24 trust\n`);
  const port = await freePort();
  const url = `postgres://postgres@${place.address}:${port}/postgres`;
  let child: ChildProcess | null = null;
  const start = async () => {
    const options = ['-D', data, '-p', String(port), '-c', `listen_addresses=${place.address}`, '-k', folder];
    const env = { ...process.env, ...environment };
    const [command, args] = place.command(path.join(programs, 'postgres'), options, user);
    // Into another place only root may go; the command says who it is there.
    if (!child || hasEnded(child)) {
      child = spawn(command, args, { ...(place === HERE && user), env, stdio: 'ignore', detached: true });
    }
    for (const deadline = Date.now() + 60_000; !(await answers(url)); await sleep(50)) {
      if (Date.now() > deadline) throw new Error('PostgreSQL did not start');
    }
  };
  const kill = async () => {
    if (!child?.pid || hasEnded(child)) return;
    const gone = once(child, 'exit');
    process.kill(-child.pid, 'SIGKILL');
    child.kill('SIGKILL');
    await gone;
  };
  await start();
  return {
    url,
    folder,
    kill,
    start,
    dispose: async () => {
      // At once, but so that it takes its shared memory with it.
      if (child && !hasEnded(child)) {
        const gone = once(child, 'exit');
        child.kill('SIGQUIT');
        await inTime(gone, 5000, undefined);
      }
      await kill();
      // Its other processes leave when they notice; what they still write goes too.
      if (diskMegabytes !== null) unmountDisk(folder);
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

/** PostgreSQL refuses to run as root. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}

async function answers(url: string): Promise<boolean> {
  const client = new DataSource({ type: 'postgres', url, connectTimeoutMS: 1000, poolErrorHandler: () => undefined });
  try {
    await client.initialize();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    if (client.isInitialized) await client.destroy();
  }
}
