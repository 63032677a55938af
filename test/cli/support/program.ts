/** The compiled command line in a process of its own, with folders of its own and the fake engine. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Readable } from 'node:stream';
import { loadConfiguration } from '../../../src/config';
import { findCompletedEnvironment } from '../../../src/environments/completed-environment';

const ROOT = path.join(__dirname, '../../..');
const MAIN = path.join(ROOT, 'dist/src/main.js');

/** Everything that races need: compiled workers, and an interpreter for the float64 reference. */
export function canRace(): boolean {
  const { pythonOverrides, cacheDirectory } = loadConfiguration();
  const files = [path.join(ROOT, 'src/engines/reference/requirements.txt')];
  const reference = pythonOverrides['reference'] ?? findCompletedEnvironment(cacheDirectory, 'reference', files);
  const ready = existsSync(MAIN) && reference !== null;
  if (!ready) console.warn('SKIPPED: the command line against real races; run `npm test`, which compiles and sets up.');
  return ready;
}

export interface Finished {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly finished: Promise<Finished>;
  /** What it wrote so far. */
  readonly written: { out: string; err: string };
  /** Resolves once the text is there; throws when the program ended without it. */
  until(stream: 'out' | 'err', text: string): Promise<void>;
}

export class ProgramRunner {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-cli-'));
  private readonly started: Running[] = [];

  start(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Running {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: this.folder,
      env: { ...process.env, ...this.environment(), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const written = { out: '', err: '' };
    child.stdout.on('data', (chunk) => (written.out += String(chunk)));
    child.stderr.on('data', (chunk) => (written.err += String(chunk)));
    const finished = new Promise<Finished>((resolve) => {
      child.once('close', (exitCode) => resolve({ exitCode, ...written }));
    });
    const until = (stream: 'out' | 'err', text: string) => waitFor(child, written, stream, text);
    const running = { child, written, finished, until };
    this.started.push(running);
    return running;
  }

  run(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Finished> {
    return this.start(args, environment).finished;
  }

  /** Ends what still runs, and removes the folders. */
  async dispose(): Promise<void> {
    for (const { child, finished } of this.started) {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await finished;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private environment(): Record<string, string> {
    return {
      PORT: '0',
      NO_COLOR: '1',
      PHOTOFINISH_FAKE_ENGINE: '1',
      PHOTOFINISH_DATA_DIR: path.join(this.folder, 'data'),
      PHOTOFINISH_LOCK_DIR: path.join(this.folder, 'lock'),
    };
  }
}

async function waitFor(
  child: Running['child'],
  written: Running['written'],
  stream: 'out' | 'err',
  text: string,
): Promise<void> {
  const source = stream === 'out' ? child.stdout : child.stderr;
  const closed = new Promise((resolve) => child.once('close', resolve));
  while (!written[stream].includes(text)) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`The program ended without saying ${text}. It said:\n${written.out}${written.err}`);
    }
    await Promise.race([closed, new Promise((resolve) => source.once('data', resolve))]);
  }
}

/** A port that nobody had a moment ago. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
