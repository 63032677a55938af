/** News between the processes of one deployment. They carry ids alone: what happened stands in the rows. */
import { EventEmitter } from 'node:events';

export type News =
  /** Something was committed for this race. */
  | { readonly kind: 'race'; readonly raceId: string }
  /** A race is there to be measured. */
  | { readonly kind: 'queued'; readonly raceId: string }
  /** Who has this race in hand is to stop. */
  | { readonly kind: 'cancel'; readonly raceId: string }
  /** News may have been missed: look at everything again. */
  | { readonly kind: 'resumed' };

export interface Bus {
  /** Whether others than this process hear it; then news can get lost, and whoever depends on them looks by itself too. */
  readonly distant: boolean;
  /** Never throws: whoever misses news finds the rows. */
  publish(news: News): void;
  /** Returns what ends it. A listener also hears what its own process publishes. */
  subscribe(listener: (news: News) => void): () => void;
  close(): Promise<void>;
}

const NEWS = 'news';

/** Within one process, at once. */
export class LocalBus implements Bus {
  readonly distant = false;
  private readonly emitter = new EventEmitter().setMaxListeners(0);

  publish(news: News): void {
    this.emitter.emit(NEWS, news);
  }

  subscribe(listener: (news: News) => void): () => void {
    this.emitter.on(NEWS, listener);
    return () => void this.emitter.off(NEWS, listener);
  }

  async close(): Promise<void> {
    this.emitter.removeAllListeners();
  }
}
