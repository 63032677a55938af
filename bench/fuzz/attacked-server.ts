/** The product as it is installed, as a process of its own, which tells what it holds. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageRoot } from '../../src/engines/worker-path';
import type { Holdings } from './heap-hook';

const DIST = path.join(packageRoot(), 'dist');
const START_MILLISECONDS = 60_000;

/** Server and attackers each get a processor, where they can be given one: otherwise they would measure each other. */
export const PINNED = os.availableParallelism() > 1 && spawnSync('taskset', ['-c', '0', 'true']).status === 0;
export const SERVERS_PROCESSOR = '0';
export const ATTACKERS_PROCESSOR = '1';

/** This process, which attacks. */
export function pinAttackers(): void {
  if (PINNED) spawnSync('taskset', ['-p', '-c', ATTACKERS_PROCESSOR, String(process.pid)]);
}

/**
 * So that the bystander, who shares their processor, is not measured waiting for them: what they cost this machine is
 * nothing that the server does. Processes that are started later inherit it.
 */
export function stepBehind(isBehind: boolean): void {
  try {
    os.setPriority(isBehind ? os.constants.priority.PRIORITY_LOW : os.constants.priority.PRIORITY_NORMAL);
  } catch {
    // Only root may step forward again: the next server and its bystander then are as low as the attackers.
  }
}

/** A Node.js program on one processor; null: on any. */
export function startPinned(
  processor: string | null,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): ChildProcess {
  const command = [process.execPath, ...args];
  const [program = '', ...rest] = PINNED && processor !== null ? ['taskset', '-c', processor, ...command] : command;
  return spawn(program, rest, { env: environment, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
}

export class AttackedServer {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    private readonly said: () => string,
  ) {}

  static async start(environment: NodeJS.ProcessEnv, pinned: boolean): Promise<AttackedServer> {
    const hook = path.join(DIST, 'bench', 'fuzz', 'heap-hook.js');
    const main = path.join(DIST, 'src', 'main.js');
    const child = startPinned(
      pinned ? SERVERS_PROCESSOR : null,
      ['--expose-gc', '--require', hook, main, 'serve', '--json'],
      environment,
    );
    let printed = '';
    let log = '';
    child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()));
    for (const deadline = Date.now() + START_MILLISECONDS; !/^\}/m.test(printed); await sleep(20)) {
      if (Date.now() > deadline || child.exitCode !== null) throw new Error(`The server did not start: ${log}`);
    }
    const { url } = JSON.parse(printed) as { url: string };
    return new AttackedServer(child, new URL('/graphql', url).toString(), () => log);
  }

  get log(): string {
    return this.said();
  }

  get lives(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  async holdings(): Promise<Holdings> {
    if (!this.lives) throw new Error(`The server is gone: ${this.log.slice(-2000)}`);
    const answer = once(this.child, 'message');
    this.child.send('holdings');
    return ((await answer) as [Holdings])[0];
  }

  /** How many subscriptions to events are open, as /metrics says. */
  async subscribers(token: string | null): Promise<number> {
    const headers = { ...(token !== null && { authorization: `Bearer ${token}` }) };
    const text = await (await fetch(new URL('/metrics', this.url), { headers })).text();
    return Number(/^photofinish_event_subscribers (\d+)/m.exec(text)?.[1] ?? Number.NaN);
  }

  /** Resolves with the exit code when it is gone; null: it was killed. */
  async stop(): Promise<number | null> {
    if (this.lives) {
      const gone = once(this.child, 'exit');
      this.child.kill('SIGTERM');
      const impatience = setTimeout(() => this.child.kill('SIGKILL'), 30_000);
      await gone;
      clearTimeout(impatience);
    }
    return this.child.exitCode;
  }
}
