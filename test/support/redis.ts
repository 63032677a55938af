/** A Redis of its own for each test that needs one: it may be emptied, killed and started again. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from './free-port';
import { HERE, type Place } from './network';

const PROGRAM = 'redis-server';

/** Says loudly when there is none. */
export function hasRedis(): boolean {
  const found = spawnSync(PROGRAM, ['--version']).status === 0;
  if (!found)
    console.warn(`SKIPPED: everything on Redis, for there is no ${PROGRAM} (Debian: apt-get install redis-server).`);
  return found;
}

export interface TestRedis {
  readonly url: string;
  /** At once, as by a power cut; what it knew is gone. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Of its own connection. */
  command(...words: [string, ...string[]]): Promise<unknown>;
  dispose(): Promise<void>;
}

export async function startRedis(place: Place = HERE): Promise<TestRedis> {
  const port = await freePort();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-redis-'));
  const url = `redis://${place.address}:${port}`;
  let child: ChildProcess | null = null;
  const start = async () => {
    const options = [
      '--port',
      String(port),
      '--bind',
      place.address,
      '--protected-mode',
      'no',
      '--dir',
      folder,
      '--save',
      '',
      '--appendonly',
      'no',
    ];
    child = spawn(...place.command(PROGRAM, options), { stdio: 'ignore' });
    for (const deadline = Date.now() + 20_000; !(await answers(url)); await sleep(20)) {
      if (Date.now() > deadline) throw new Error('Redis did not start');
    }
  };
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  await start();
  return {
    url,
    kill,
    start,
    command: (name, ...rest) => asked(url, (redis) => redis.call(name, ...rest)),
    dispose: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function asked<T>(url: string, ask: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return await ask(redis);
  } finally {
    redis.disconnect();
  }
}

const answers = (url: string) =>
  asked(url, (redis) => redis.ping()).then(
    () => true,
    () => false,
  );
