/** Drives one Python worker over descriptor 3, message by message, without the server's session around it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Duplex, Readable } from 'node:stream';
import { workerEnvironment } from '../../src/config';
import type { Launch } from '../../src/engines/engine';
import { upMessage, PROTOCOL_VERSION, type PrepareMessage, type UpMessage } from '../../src/protocol/messages';

export type Exit = { readonly code: number | null; readonly signal: string | null };

export class PythonWorker {
  readonly exited: Promise<Exit>;
  private readonly lines: AsyncIterator<string>;
  private readonly channel: Duplex;
  private readonly child: ChildProcess;
  private standardError = '';

  constructor(launch: Launch) {
    this.child = spawn(launch.command, launch.args, {
      env: { ...workerEnvironment(), ...launch.environment },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    this.exited = new Promise((resolve) => this.child.once('exit', (code, signal) => resolve({ code, signal })));
    this.channel = this.child.stdio[3] as Duplex;
    this.channel.on('error', () => undefined);
    this.lines = createInterface({ input: this.channel })[Symbol.asyncIterator]();
    this.child.stdout?.resume();
    (this.child.stderr as Readable).on('data', (text: Buffer) => (this.standardError += text.toString()));
  }

  /** Any JSON at all: what is wrong on purpose goes this way too. */
  say(message: unknown): void {
    this.channel.write(`${JSON.stringify(message)}\n`);
  }

  /** The next message, held against the protocol's own schema. Throws with the child's stderr where there is none. */
  async hear(): Promise<UpMessage> {
    const { value, done } = await this.lines.next();
    if (done) throw new Error(`the worker went silent:\n${this.standardError.slice(-2000)}`);
    return upMessage.parse(JSON.parse(value));
  }

  async expect<Type extends UpMessage['type']>(type: Type): Promise<Extract<UpMessage, { type: Type }>> {
    const message = await this.hear();
    if (message.type !== type) throw new Error(`expected ${type}, heard ${JSON.stringify(message)}`);
    return message as Extract<UpMessage, { type: Type }>;
  }

  async greet() {
    this.say({ type: 'hello', protocol: PROTOCOL_VERSION });
    return this.expect('ready');
  }

  async prepare(request: Omit<PrepareMessage, 'type'>) {
    this.say({ type: 'prepare', ...request });
    return { parity: await this.expect('parity'), prepared: await this.expect('prepared') };
  }

  async measure(plan: {
    blocks: number;
    iterationsPerBlock: number;
    rewarmIterations?: number;
    request?: number;
    eachIteration?: boolean;
    through?: 'LOADER' | 'BOTH';
  }) {
    this.say({ type: 'measure', request: 0, rewarmIterations: 0, ...plan });
    return this.expect('blocks');
  }

  async serve(scheduledNanoseconds: readonly number[], rewarmIterations = 0) {
    this.say({ type: 'serve', request: 0, scheduledNanoseconds, rewarmIterations });
    return this.expect('served');
  }

  async close() {
    this.say({ type: 'shutdown' });
    const done = await this.expect('done');
    return { done, exit: await this.exited };
  }

  /** What a server that dies looks like from below. */
  hangUp(): void {
    this.channel.destroy();
  }

  /** For afterEach: whatever state it is in, it is gone. */
  async end(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }
}
