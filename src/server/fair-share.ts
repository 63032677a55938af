/**
 * Who is refused so that others are answered: who has taken more of the thread's time than a caller may, half of a processor by
 * default, while others are served. Whoever is alone is never refused for what it costs.
 */
import { PhotofinishError } from '../errors';
import { MEMORY_MILLISECONDS, ThreadTime, type ThreadClock, type Work } from './thread-time';
import { Turns, type Turn } from './turns';

/** Others are there for so long after they asked. */
const OTHERS_MILLISECONDS = 10_000;
/**
 * Of what a caller may take, how much its work in hand counts at most: behind a stall of the server even an honest caller's piles up, and
 * alone it must not make anybody the one who takes too much.
 */
const MOST_IN_HAND = 0.6;
/** Of a connection that broke the protocol: about what accepting and refusing one takes. */
const BROKEN_MILLISECONDS = 1;

export interface FairShareOptions {
  /** Of the thread's time, from 0 to 1: what a caller may take; from 1 on nobody is refused. */
  readonly share: number;
  /** For tests. */
  readonly clock?: ThreadClock;
}

interface Served {
  readonly caller: string;
  readonly at: number;
}

export class FairShare {
  private readonly time: ThreadTime;
  private readonly turns: Turns;
  private readonly now: () => number;
  /** The last who was served, and the last who is another. */
  private latest: Served | null = null;
  private before: Served | null = null;

  constructor(private readonly options: FairShareOptions) {
    const { clock } = options;
    this.time = new ThreadTime(clock);
    this.now = clock ? () => clock.now() : () => performance.now();
    this.turns = new Turns({
      hasOthers: (caller) => options.share < 1 && this.hasOthers(caller),
      taken: (caller) => this.time.recentlyTaken(caller),
    });
  }

  /** Work of whoever `address` is. */
  begin(address: string): Work {
    return this.time.begin(address);
  }

  /** Of a caller's work to go on, before the costly part of it. */
  turn(caller: string): Turn {
    return this.turns.take(caller);
  }

  /** A caller that is known asks for something: it counts among the others. */
  served(caller: string): void {
    if (this.latest && this.latest.caller !== caller) this.before = this.latest;
    this.latest = { caller, at: this.now() };
  }

  /** The thread does something small for a caller from here on. */
  worksFor(caller: string): void {
    this.time.worksForCaller(caller);
  }

  broke(address: string): void {
    this.time.charge(address, BROKEN_MILLISECONDS);
  }

  /** Whole seconds after which a caller may come again; null: it may go on. */
  excess(caller: string): number | null {
    const { share } = this.options;
    if (share >= 1 || !this.hasOthers(caller)) return null;
    const due = share * MEMORY_MILLISECONDS;
    const { recent, expected } = this.time.takenBy(caller);
    const own = recent + Math.min(expected, MOST_IN_HAND * due);
    if (own <= due) return null;
    return Math.ceil((Math.log(own / due) * MEMORY_MILLISECONDS) / 1000);
  }

  private hasOthers(caller: string): boolean {
    const other = this.latest?.caller === caller ? this.before : this.latest;
    return other !== null && this.now() - other.at < OTHERS_MILLISECONDS;
  }
}

export function tooCostly(seconds: number): PhotofinishError {
  return new PhotofinishError('RATE_LIMITED', 'Your requests take too much of this server while others wait.', {
    advice: `Try again in ${seconds} s; ask for less at once, or subscribe instead of asking again and again.`,
  });
}
