/**
 * The timed loop. Two forms, because `await` costs a step that returns nothing a turn of the microtask queue:
 * the form is chosen once per process. Between the two clock readings nothing is sent, logged or allocated by us.
 */
import { checksum } from '../../../protocol/checksum';
import type { Block } from '../../../protocol/block';
import type { MeasureMessage, ServedMessage } from '../../../protocol/messages';
import type { Through } from '../../../protocol/pipeline';
import { collectGarbage } from './garbage';
import type { Meter, Usage } from './meter';
import { openLoop } from './open-loop';
import { Passes } from './pipeline';
import type { Loader, Work } from './work';

export interface LoopPlan {
  readonly iterations: number;
  /** Synchronise after every iteration (latency), or once at the end (throughput). */
  readonly synchroniseEach: boolean;
  /** Read the clock after every iteration too; the two forms of the loop are one then. */
  readonly readEach?: boolean;
}

export type Served = Pick<ServedMessage, 'block' | 'issuedNanoseconds' | 'completedNanoseconds'>;

/**
 * Runs blocks of one `Work`. In inference batches rotate on from block to block; every block of training begins with
 * the first weights on batch 0, so that its last loss can be foretold; through a loader the untimed iterations before it do,
 * and it says how many steps it was in all.
 */
export class BlockLoop {
  private nextBatch = 0;
  private lastBatch = 0;

  /** `asynchronous`: whether `work.step` or `work.synchronise` returns a promise. */
  constructor(
    private readonly work: Work,
    private readonly meter: Meter,
    private readonly asynchronous: boolean,
    private readonly training: boolean,
    /** Whether what is compiled during a block is to be told. */
    private readonly varies = false,
    private readonly loader: Loader | null = null,
  ) {}

  /** Nothing is run any more. */
  async close(): Promise<void> {
    await this.work.close?.();
  }

  /** Untimed iterations, really finished on return. */
  async rewarm(plan: LoopPlan): Promise<void> {
    if (plan.iterations === 0) return;
    if (this.asynchronous) await this.iterateAsynchronously(plan);
    else this.iterate(plan);
  }

  /** One timed block. Throws when what it computed is not finite: a diverged training must not be called fast. */
  async measure(plan: LoopPlan): Promise<Block> {
    if (this.training) await this.rewind();
    const compiledBefore = this.compilations();
    collectGarbage();
    const before = this.meter.usage();
    let begin: bigint;
    let end: bigint;
    const laps: bigint[] = [];
    if (plan.readEach) {
      begin = this.meter.begin();
      await this.iterateReading(plan.iterations, laps);
      end = laps.at(-1) ?? begin;
    } else if (this.asynchronous) {
      begin = this.meter.begin();
      await this.iterateAsynchronously(plan);
      end = this.meter.end();
    } else {
      begin = this.meter.begin();
      this.iterate(plan);
      end = this.meter.end();
    }
    const timed = await this.blockOf({ begin, end, iterations: plan.iterations }, before);
    const compiled = this.compilations();
    const known = compiled !== null && compiledBefore !== null;
    const block = known ? { ...timed, compilations: compiled - compiledBefore } : timed;
    if (!plan.readEach) return block;
    return { ...block, iterationNanoseconds: laps.map((lap, index) => Number(lap - (laps[index - 1] ?? begin))) };
  }

  /** Blocks of images that are loaded, from the first image on, after untimed iterations. */
  async measureThrough(through: Through, plan: MeasureMessage): Promise<Block[]> {
    const { loader, meter, training } = this;
    if (loader === null) throw new Error('asked to load images, but no pipeline was prepared');
    // Before the loader begins: in the meantime it would get ahead, which no untimed step takes away again.
    if (training && through === 'BOTH') await this.rewind();
    const stream = loader.open();
    const passes = new Passes({ work: this.work, loader, stream, meter, through, training });
    const blocks = [];
    try {
      await passes.rewarm(plan.rewarmIterations);
      for (let index = 0; index < plan.blocks; index++) {
        collectGarbage();
        const before = meter.usage();
        const times = await passes.run(plan.iterationsPerBlock);
        const result = { read: () => passes.result(), batch: passes.batch };
        const block = await this.blockOf({ ...times, iterations: plan.iterationsPerBlock }, before, result);
        blocks.push({ ...block, ...passes.steps });
      }
    } finally {
      await stream.close();
    }
    return blocks;
  }

  /** Requests in an open loop, in inference, as one block; from its start when each was issued and completed. */
  async serve(scheduledNanoseconds: readonly number[]): Promise<Served> {
    collectGarbage();
    const before = this.meter.usage();
    const { begin, issued, completed } = await openLoop(() => this.iterateOnce(), this.meter, scheduledNanoseconds);
    const end = completed.at(-1) ?? begin;
    const block = await this.blockOf({ begin, end, iterations: scheduledNanoseconds.length }, before);
    const sinceBegin = (moments: readonly bigint[]) => moments.map((moment) => Number(moment - begin));
    return { block, issuedNanoseconds: sinceBegin(issued), completedNanoseconds: sinceBegin(completed) };
  }

  /** What was run between two readings of the clock, and what it produced. */
  private async blockOf(
    { begin, end, iterations }: { readonly begin: bigint; readonly end: bigint; readonly iterations: number },
    before: Usage,
    { read, batch }: Result = { read: () => this.work.lastResult(), batch: this.lastBatch },
  ): Promise<Block> {
    const after = this.meter.usage();
    const { result, drainNanoseconds } = await readResult(read);
    if (!Number.isFinite(result)) throw new NotFinite(`the block's checksum is ${result}`);
    return {
      startNanoseconds: Number(begin),
      elapsedNanoseconds: Number(end - begin),
      // No framework for Node offers events on the device's clock.
      deviceNanoseconds: null,
      drainNanoseconds,
      iterations,
      cpuNanoseconds: Math.max(0, after.cpuNanoseconds - before.cpuNanoseconds),
      involuntarySwitches: after.involuntarySwitches - before.involuntarySwitches,
      majorFaults: after.majorFaults - before.majorFaults,
      batch,
      checksum: result,
    };
  }

  private compilations(): number | null {
    return this.varies ? (this.work.compilations?.() ?? null) : null;
  }

  private async rewind(): Promise<void> {
    await rewound(this.work);
    this.nextBatch = 0;
  }

  private iterate({ iterations, synchroniseEach }: LoopPlan): void {
    const { work } = this;
    const { batches } = work;
    const count = batches.length;
    let index = this.nextBatch;
    for (let iteration = 0; iteration < iterations; iteration += 1) {
      void work.step(batches[index]);
      if (synchroniseEach) void work.synchronise();
      index += 1;
      if (index === count) index = 0;
    }
    if (!synchroniseEach) void work.synchronise();
    this.advanceTo(index);
  }

  private async iterateAsynchronously({ iterations, synchroniseEach }: LoopPlan): Promise<void> {
    const { work } = this;
    const { batches } = work;
    const count = batches.length;
    let index = this.nextBatch;
    for (let iteration = 0; iteration < iterations; iteration += 1) {
      const step = work.step(batches[index]);
      if (step !== undefined) await step;
      if (synchroniseEach) {
        const synchronised = work.synchronise();
        if (synchronised !== undefined) await synchronised;
      }
      index += 1;
      if (index === count) index = 0;
    }
    if (!synchroniseEach) await work.synchronise();
    this.advanceTo(index);
  }

  private async iterateReading(iterations: number, laps: bigint[]): Promise<void> {
    const { work, meter } = this;
    let index = this.nextBatch;
    for (let iteration = 0; iteration < iterations; iteration += 1) {
      const step = work.step(work.batches[index]);
      if (step !== undefined) await step;
      const synchronised = work.synchronise();
      if (synchronised !== undefined) await synchronised;
      laps.push(meter.end());
      index += 1;
      if (index === work.batches.length) index = 0;
    }
    this.advanceTo(index);
  }

  /** Waited for. */
  private async iterateOnce(): Promise<void> {
    const { work, nextBatch } = this;
    const step = work.step(work.batches[nextBatch]);
    if (step !== undefined) await step;
    const synchronised = work.synchronise();
    if (synchronised !== undefined) await synchronised;
    this.advanceTo((nextBatch + 1) % work.batches.length);
  }

  private advanceTo(index: number): void {
    this.nextBatch = index;
    this.lastBatch = index === 0 ? this.work.batches.length - 1 : index - 1;
  }
}

/** Puts back what it trained. */
export async function rewound(work: Work): Promise<void> {
  if (!work.rewind) throw new Error('an engine that trains has to put back what it trained (rewind)');
  await work.rewind();
}

/** What the last iteration of a block produced, and of which batch. */
interface Result {
  readonly read: () => ArrayLike<number> | Promise<ArrayLike<number>>;
  readonly batch: number;
}

/** The checksum, and how much longer reading it took than reading it again: work that was not over. */
async function readResult(read: Result['read']): Promise<{ result: number; drainNanoseconds: number }> {
  const begin = process.hrtime.bigint();
  const result = await read();
  const first = process.hrtime.bigint();
  await read();
  const again = process.hrtime.bigint() - first;
  return { result: checksum(result), drainNanoseconds: Math.max(0, Number(first - begin - again)) };
}

/** A result that is NaN or infinite; JSON could not even carry it. */
export class NotFinite extends Error {
  override readonly name = 'NotFinite';
}
