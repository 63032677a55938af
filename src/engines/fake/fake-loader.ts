/** A loader whose images are what was staged, and whose time is scripted: it overlaps with the model as well as can be. */
import type { PipelineMessage } from '../../protocol/pipeline';
import type { Loader, LoaderStream } from '../worker-kit/node/work';
import type { ScriptedClock } from './scripted-clock';

/** What a batch takes it, in iterations of the model. */
const USUAL_PART = 0.5;
const SLOW_PART = 3;
/** The one that skips leaves out each batch of this place. */
const SKIPPED = 2;

export interface FakeImages<Batch> {
  readonly variant: string;
  readonly clock: ScriptedClock;
  readonly plan: PipelineMessage;
  read(batch: Batch): Float32Array;
}

export class FakeLoader<Batch> implements Loader {
  readonly settings;
  private readonly part: number;
  private latest: Batch | null = null;

  constructor(
    private readonly images: FakeImages<Batch>,
    private readonly batches: readonly Batch[],
  ) {
    this.part = images.variant === 'slow-loader' ? SLOW_PART : USUAL_PART;
    this.settings = [
      { name: 'loader', value: 'what was staged' },
      { name: 'loaderWorkers', value: `${images.plan.workers} (scripted)` },
    ];
  }

  open(): LoaderStream {
    const skips = this.images.variant === 'skips-images';
    const order = this.batches.filter((_, index) => !(skips && index === SKIPPED));
    let taken = 0;
    const next = () => {
      const batch = order[taken++ % order.length];
      if (batch === undefined) throw new Error('there are no images');
      this.latest = batch;
      this.images.clock.advance(this.part);
      return batch;
    };
    return { next, close: () => undefined };
  }

  read(batch: unknown): Float32Array {
    return this.images.read(batch as Batch);
  }

  /** Of an iteration on this batch, what was not in the time of loading it. */
  partLeft(batch: Batch): number {
    const loaded = batch === this.latest;
    this.latest = null;
    return loaded ? Math.max(0, 1 - this.part) : 1;
  }
}
