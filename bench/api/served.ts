/** A server in a process of its own, as `photofinish serve` starts it, and what it takes of the machine. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { packageRoot } from '../../src/engines/worker-path';

export interface Served {
  readonly pid: number;
  /** Of the API. */
  readonly url: string;
  stop(): Promise<void>;
}

/** What `npm start` gives Node itself, and the images and units likewise. */
export function nodeOptions(): string[] {
  const { scripts } = JSON.parse(readFileSync(path.join(packageRoot(), 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  return scripts['start']?.split(' ').filter((word) => word.startsWith('--')) ?? [];
}

/** Ready when the promise resolves. `variables` beside those of this process. */
export async function serve(variables: NodeJS.ProcessEnv, further: readonly string[] = []): Promise<Served> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-served-'));
  const program = path.join(packageRoot(), 'dist', 'src', 'main.js');
  // Beside others it only serves; alone it has nothing to measure.
  const role = variables['REDIS_URL'] === undefined ? [] : ['--no-worker'];
  const child = spawn(process.execPath, [...nodeOptions(), ...further, program, 'serve', ...role, '--json'], {
    env: {
      ...process.env,
      ...{ HOST: '127.0.0.1', PORT: '0', PHOTOFINISH_DATA_DIR: folder, PHOTOFINISH_LOCK_DIR: folder },
      ...{ PHOTOFINISH_MAX_REQUESTS_PER_MINUTE: '10000000', PHOTOFINISH_LIMITS: '0' },
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = new URL('/graphql', await addressOf(child)).toString();
  return {
    pid: child.pid ?? 0,
    url,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function addressOf(child: ChildProcess): Promise<string> {
  let said = '';
  for await (const chunk of child.stdout ?? []) {
    said += String(chunk);
    if (/^\}/m.test(said)) break;
  }
  if (!/^\}/m.test(said)) throw new Error('The server did not start');
  return (JSON.parse(said) as { url: string }).url;
}

/** Bytes of memory that a process holds (Linux). */
export function residentBytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

const TICKS_PER_SECOND = 100;

/** Seconds of processors that it took since it started (Linux). */
export function processorSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Bytes of its heap that hold objects, also those that no collection has taken yet. */
export async function heapBytes(url: string): Promise<number> {
  const text = await (await fetch(new URL('/metrics', url))).text();
  return Number(/^nodejs_heap_size_used_bytes (.+)$/m.exec(text)?.[1]);
}
