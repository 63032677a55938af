/**
 * The main loop of a worker that runs in Node. It owns the wire, the clock, the blocks and the parity output;
 * the engine only knows how to build and run. (`worker-kit/python/kit.py` behaves the same.)
 */
import {
  PROTOCOL_VERSION,
  type DownMessage,
  type FailedMessage,
  type MeasureMessage,
  type PrepareMessage,
  type ServeMessage,
} from '../../../protocol/messages';
import { BlockLoop } from './block-loop';
import { Channel } from './channel';
import { processMeter, type Meter } from './meter';
import { prepareWork } from './prepare';
import { varies } from './sequences';
import { UnsupportedWork, type NodeEngine } from './work';

type Phase = FailedMessage['phase'];

/** Frameworks put whole graphs into their messages. */
const TEXT_LIMIT = 16_384;

/** Serves one conversation on file descriptor 3, then ends the process. Call it once, as the worker's last line. */
export function run(engine: NodeEngine): void {
  const conversation = new Conversation(engine, new Channel());
  process.on('uncaughtException', (error) => void conversation.fail(error));
  process.on('unhandledRejection', (reason) => void conversation.fail(reason));
  conversation.serve().catch((error: unknown) => conversation.fail(error));
}

class Conversation {
  private readonly meter: Meter;
  private phase: Phase = 'import';
  private loaded = false;
  private failing = false;
  private loop: BlockLoop | null = null;
  private synchroniseEach = false;

  constructor(
    private readonly engine: NodeEngine,
    private readonly channel: Channel,
  ) {
    this.meter = engine.meter ?? processMeter;
  }

  async serve(): Promise<never> {
    for (;;) {
      const message = await this.channel.next();
      if (message.type === 'shutdown') break;
      await this.answer(message);
    }
    await this.channel.send({
      type: 'done',
      peakResidentBytes: process.resourceUsage().maxRSS * 1024,
      // No framework for Node tells.
      peakDeviceBytes: null,
    });
    process.exit(0);
  }

  /** Says what went wrong, as far as the wire still carries, and ends the process. */
  async fail(error: unknown): Promise<void> {
    if (this.failing) return;
    this.failing = true;
    const cause = error instanceof Error ? error : new Error(String(error));
    const code = (cause as NodeJS.ErrnoException).code;
    await this.channel.send({
      type: 'failed',
      phase: this.phase,
      code: typeof code === 'string' ? code : cause.name,
      message: cause.message.slice(0, TEXT_LIMIT),
      traceback: cause.stack?.slice(0, TEXT_LIMIT) ?? null,
    });
    process.exit(1);
  }

  private answer(message: Exclude<DownMessage, { type: 'shutdown' }>): Promise<void> {
    if (message.type === 'hello') return this.hello(message.protocol);
    if (message.type === 'prepare') return this.prepare(message);
    return message.type === 'serve' ? this.serveRequests(message) : this.measure(message);
  }

  private async hello(protocol: number): Promise<void> {
    if (protocol !== PROTOCOL_VERSION) {
      throw new WrongVersion(`the server speaks protocol ${protocol}, this worker ${PROTOCOL_VERSION}`);
    }
    const started = process.hrtime.bigint();
    await this.engine.load();
    const loaded = process.hrtime.bigint();
    const description = await this.engine.initialise();
    const initialised = process.hrtime.bigint();
    this.loaded = true;
    await this.channel.send({
      type: 'ready',
      protocol: PROTOCOL_VERSION,
      pid: process.pid,
      engineVersion: description.engineVersion,
      runtime: `Node.js ${process.versions.node}`,
      devices: [...description.devices],
      precisions: [...description.precisions],
      importNanoseconds: Number(loaded - started),
      initialiseNanoseconds: Number(initialised - loaded),
    });
  }

  private async prepare(request: PrepareMessage): Promise<void> {
    if (!this.loaded) throw new Error('prepare came before hello');
    await this.letGo();
    try {
      const made = await prepareWork(this.engine, request, this.meter, (phase) => (this.phase = phase));
      const training = request.task === 'TRAINING';
      const { work, asynchronous, loader } = made;
      this.loop = new BlockLoop(work, this.meter, asynchronous, training, varies(request.graph), loader);
      this.synchroniseEach = request.synchronise === 'ITERATION';
      this.phase = 'measure';
      await this.channel.send(made.parity);
      await this.channel.send(made.prepared);
    } catch (error) {
      if (!(error instanceof UnsupportedWork)) throw error;
      await this.channel.send({ type: 'unsupported', node: error.node, reason: error.message });
    }
  }

  /** Of the work before, where there is one (not timed). */
  private async letGo(): Promise<void> {
    if (this.loop === null) return;
    await this.loop.close();
    this.loop = null;
    globalThis.gc?.();
  }

  private async measure(request: MeasureMessage): Promise<void> {
    const { loop, synchroniseEach } = this;
    if (loop === null) throw new Error('measure came before a successful prepare');
    if (request.through) {
      const blocks = await loop.measureThrough(request.through, request);
      return this.channel.send({ type: 'blocks', request: request.request, blocks });
    }
    await loop.rewarm({ iterations: request.rewarmIterations, synchroniseEach });
    const blocks = [];
    for (let index = 0; index < request.blocks; index += 1) {
      const readEach = request.eachIteration ?? false;
      blocks.push(await loop.measure({ iterations: request.iterationsPerBlock, synchroniseEach, readEach }));
    }
    await this.channel.send({ type: 'blocks', request: request.request, blocks });
  }

  private async serveRequests({ request, scheduledNanoseconds, rewarmIterations }: ServeMessage): Promise<void> {
    if (this.loop === null) throw new Error('serve came before a successful prepare');
    await this.loop.rewarm({ iterations: rewarmIterations, synchroniseEach: true });
    await this.channel.send({ type: 'served', request, ...(await this.loop.serve(scheduledNanoseconds)) });
  }
}

/** Its name is the code that the server sees. */
class WrongVersion extends Error {
  readonly code = 'PROTOCOL_VERSION';
}
