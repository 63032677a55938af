/**
 * One follower's way through the events of a race. Written out, not a generator: thousands follow one race, and every
 * layer of a generator is several promises for each of them at each event.
 */
import type { SharedEvents } from './shared-events';
import type { StoredEvent } from './stored-events';

const OVER: IteratorReturnResult<undefined> = { done: true, value: undefined };

export interface FollowerOptions {
  readonly shared: Pick<SharedEvents, 'join' | 'refresh' | 'after'>;
  /** Events with a sequence number above it are followed. */
  readonly cursor: number;
  readonly signal: AbortSignal;
  /** Before each event. */
  readonly onEvent: (event: StoredEvent) => void;
  /** Once, whatever ended it: the race's last event, an error, the signal, or its reader. */
  readonly onLeave: () => void;
}

/** Events as they come, and those that are there already without waiting for them. */
export interface EventStream<Event> extends AsyncIterableIterator<Event> {
  /** The next ones, `most` of them or fewer; none where the next one is to be waited for. */
  ready?(most: number): Event[];
}

type Step = IteratorResult<StoredEvent, undefined>;

export class EventFollower implements EventStream<StoredEvent> {
  private cursor: number;
  private ahead: readonly StoredEvent[] = [];
  private place = 0;
  private isNews = true;
  private hasLeft = false;
  private wake: (() => void) | null = null;
  private readonly leaveShared: () => void;

  constructor(private readonly options: FollowerOptions) {
    const { shared, cursor, signal } = options;
    this.cursor = cursor;
    this.leaveShared = shared.join(() => {
      this.isNews = true;
      this.wake?.();
    });
    // News may have been missed before anybody listened.
    void shared.refresh();
    signal.addEventListener('abort', this.leave, { once: true });
    if (signal.aborted) this.leave();
  }

  /** One at a time. Rejects where the rows could not be read. */
  next(): Promise<Step> {
    const event = this.ahead[this.place];
    return event && !this.hasLeft ? Promise.resolve(this.step(event)) : this.read();
  }

  ready(most: number): StoredEvent[] {
    if (this.hasLeft) return [];
    const events = this.ahead.slice(this.place, this.place + most);
    for (const event of events) this.step(event);
    return events;
  }

  return(): Promise<Step> {
    this.leave();
    return Promise.resolve(OVER);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private step(event: StoredEvent): Step {
    this.options.onEvent(event);
    this.place += 1;
    this.cursor = event.sequence;
    return { done: false, value: event };
  }

  private async read(): Promise<Step> {
    try {
      while (!this.hasLeft) {
        this.isNews = false;
        const known = this.options.shared.after(this.cursor);
        const events = known instanceof Promise ? await known : known;
        const [first] = events ?? [];
        if (events === null || this.hasLeft) break;
        if (first) {
          [this.ahead, this.place] = [events, 0];
          return this.step(first);
        }
        await this.news();
      }
    } catch (error) {
      this.leave();
      throw error;
    }
    this.leave();
    return OVER;
  }

  private news(): Promise<void> | undefined {
    if (this.isNews) return undefined;
    return new Promise((resolve) => (this.wake = resolve));
  }

  private readonly leave = (): void => {
    if (this.hasLeft) return;
    this.hasLeft = true;
    this.options.signal.removeEventListener('abort', this.leave);
    this.leaveShared();
    this.options.onLeave();
    this.wake?.();
  };
}
