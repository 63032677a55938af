/** A hand-written script as a process that runs when it is told to, and is frozen while another runs. */
import { spawn, type ChildProcess } from 'node:child_process';
import * as path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Launch } from '../../src/engines/engine';
import { WORKER_ALLOCATOR } from '../../src/engines/worker-allocator';
import { packageRoot } from '../../src/engines/worker-path';

export class NativeScript {
  private readonly answers: AsyncIterator<string>;

  private constructor(
    private readonly child: ChildProcess,
    lines: Interface,
  ) {
    this.answers = lines[Symbol.asyncIterator]();
  }

  /** In the engine's own environment, its allocator as a worker's; resolves when its first steps are done. Rejects where it ends before that. */
  static async start(launch: Launch, program: string, shape: object): Promise<NativeScript> {
    const file = path.join(packageRoot(), 'bench', 'native', program);
    const child = spawn(launch.command, [file, JSON.stringify(shape)], {
      env: { ...process.env, ...WORKER_ALLOCATOR, ...launch.environment },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const script = new NativeScript(child, createInterface({ input: child.stdout }));
    await script.answer();
    return script;
  }

  /** Seconds per iteration. */
  async measure(iterations: number): Promise<number> {
    return Number(await this.ask(String(iterations))) / iterations / 1e9;
  }

  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  thaw(): void {
    this.child.kill('SIGCONT');
  }

  /** Ends it; the most memory that it held, in bytes. */
  async end(): Promise<number> {
    return Number(await this.ask('end'));
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  private ask(line: string): Promise<string> {
    this.child.stdin?.write(`${line}\n`);
    return this.answer();
  }

  private async answer(): Promise<string> {
    const answer = await this.answers.next();
    if (answer.done) throw new Error('the script ended before it answered');
    return answer.value;
  }
}
