/** Batches that an engine's own loader makes of images on the disk. (worker_kit/pipeline.py does the same.) */
import type { Block } from '../../../protocol/block';
import type { PrepareMessage } from '../../../protocol/messages';
import type { Through } from '../../../protocol/pipeline';
import { writeSafetensors } from '../../../protocol/safetensors';
import type { Meter } from './meter';
import { UnsupportedWork, type Loader, type LoaderStream, type Work } from './work';

const NO_LOADER = 'it has no loader of images of its own';

/**
 * Null where no images are to be loaded. Writes the first batch down, for the server to compare, and takes one whole
 * pass, so that every file is in the page cache from then on. Throws `UnsupportedWork`.
 */
export async function preparedLoader(work: Work, { pipeline, batchCount }: PrepareMessage): Promise<Loader | null> {
  if (!pipeline) return null;
  const loader = work.loader?.(pipeline);
  if (!loader) throw new UnsupportedWork(null, NO_LOADER);
  const stream = loader.open();
  try {
    const data = loader.read(stream.next());
    for (let taken = 1; taken < batchCount; taken++) stream.next();
    writeSafetensors(pipeline.outputFile, new Map([['loaded.0', { dtype: 'F32', shape: [data.length], data }]]));
  } finally {
    await stream.close();
  }
  return loader;
}

export interface Passed {
  readonly work: Work;
  readonly loader: Loader;
  readonly stream: LoaderStream;
  readonly meter: Meter;
  readonly through: Through;
  readonly training: boolean;
}

/** One stream of a loader; what it yields is timed alone or with the model behind it. */
export class Passes {
  private taken = 0;
  private last: unknown;
  private readonly computes: boolean;
  private readonly trains: boolean;

  constructor(private readonly from: Passed) {
    this.computes = from.through === 'BOTH';
    this.trains = this.computes && from.training;
  }

  /** Of the last iteration, its place in a pass. */
  get batch(): number {
    return (this.taken - 1) % this.from.work.batches.length;
  }

  /** Where it is trained: all since the first weights. */
  get steps(): Pick<Block, 'steps'> {
    return this.trains ? { steps: this.taken } : {};
  }

  /** Of the last iteration: the batch itself, or what was computed on it. */
  result(): ArrayLike<number> | Promise<ArrayLike<number>> {
    return this.computes ? this.from.work.lastResult() : this.from.loader.read(this.last);
  }

  /** Untimed. */
  async rewarm(iterations: number): Promise<void> {
    if (iterations === 0) return;
    await this.run(iterations);
    // Of a mean over steps that is read, the next is of the block's own.
    if (this.trains) await this.from.work.lastResult();
  }

  /** Waits for what was computed once, at the end. */
  async run(iterations: number): Promise<{ begin: bigint; end: bigint }> {
    const { computes, trains } = this;
    const { stream, work, meter } = this.from;
    const begin = meter.begin();
    for (let index = 0; index < iterations; index++) {
      this.last = stream.next();
      const step = computes ? work.step(trains ? this.withTargets() : this.last) : undefined;
      this.taken++;
      if (step !== undefined) await step;
    }
    if (computes) await work.synchronise();
    return { begin, end: meter.end() };
  }

  private withTargets(): unknown {
    const { work } = this.from;
    if (!work.withTargets) throw new Error('this work has no targets for what is loaded');
    return work.withTargets(this.last, this.taken % work.batches.length);
  }
}
