/**
 * Who goes on next. While several callers are there a few requests are in hand at a time; of those that wait, the one whose
 * caller took least of the thread lately goes first. So whoever asks little waits for a few requests, not for a flood.
 */

/** What is known of the callers. */
export interface Standing {
  /** Whether others than this one were served lately. */
  hasOthers(caller: string): boolean;
  /** What the caller took of the thread lately, in any unit that is the same for all. */
  taken(caller: string): number;
}

export interface Turn {
  /** Null: it has begun. */
  readonly begins: Promise<void> | null;
  /** Also of one that has not begun, whose client left. Only the first end counts. */
  readonly end: () => void;
}

/** So many that a database that is waited for leaves the thread something to do. */
const MOST_IN_HAND = 4;
const MOST_OF_ONE = 2;
/** A turn of longer waits for something else: it keeps nobody waiting. */
const LONGEST_MILLISECONDS = 1000;

/** One that waits, and what begins it. */
interface Waiting {
  readonly caller: string;
  readonly begin: () => void;
}

export class Turns {
  private readonly waiting = new Map<string, Set<Waiting>>();
  private readonly ofCaller = new Map<string, number>();
  private inHand = 0;
  /** One has begun since the loop went round. */
  private hasBegun = false;
  private goesRound = false;

  constructor(private readonly standing: Standing) {}

  /** At once where there is room, or nobody else. */
  take(caller: string): Turn {
    const mayBegin = (this.waiting.size === 0 && this.hasRoom(caller)) || !this.standing.hasOthers(caller);
    if (mayBegin) return { begins: null, end: this.begun(caller) };
    let end: () => void = () => undefined;
    const begins = new Promise<void>((resolve) => {
      const one: Waiting = {
        caller,
        begin: () => {
          end = this.begun(caller);
          resolve();
        },
      };
      end = () => this.forget(one);
      this.remember(one);
    });
    this.makeRoom();
    return { begins, end: () => end() };
  }

  private hasRoom(caller: string): boolean {
    return !this.hasBegun && this.inHand < MOST_IN_HAND && (this.ofCaller.get(caller) ?? 0) < MOST_OF_ONE;
  }

  /** Counts it until it ends. */
  private begun(caller: string): () => void {
    this.count(caller, 1);
    this.hasBegun = true;
    this.goRound();
    let counts = true;
    const end = () => {
      if (!counts) return;
      counts = false;
      clearTimeout(impatience);
      this.count(caller, -1);
      this.makeRoom();
    };
    const impatience = setTimeout(end, LONGEST_MILLISECONDS).unref();
    return end;
  }

  private count(caller: string, change: 1 | -1): void {
    this.inHand += change;
    const own = (this.ofCaller.get(caller) ?? 0) + change;
    if (own > 0) this.ofCaller.set(caller, own);
    else this.ofCaller.delete(caller);
  }

  private makeRoom(): void {
    if (this.waiting.size > 0) this.goRound();
  }

  /** One begins each time that the loop goes round: what came meanwhile is heard of first, and no round takes longer than one of them. */
  private goRound(): void {
    if (this.goesRound) return;
    this.goesRound = true;
    setImmediate(() => {
      this.goesRound = false;
      this.hasBegun = false;
      const next = this.next();
      if (next === null) return;
      this.forget(next);
      next.begin();
    });
  }

  /** Null: nobody waits, or there is no room. */
  private next(): Waiting | null {
    const callers = [...this.waiting.keys()].filter((caller) => this.hasRoom(caller));
    const [first, ...others] = callers.map((caller) => ({ caller, taken: this.standing.taken(caller) }));
    if (!first) return null;
    const least = others.reduce((best, one) => (one.taken < best.taken ? one : best), first);
    const [next = null] = this.waiting.get(least.caller) ?? [];
    return next;
  }

  private remember(one: Waiting): void {
    const own = this.waiting.get(one.caller) ?? new Set();
    this.waiting.set(one.caller, own.add(one));
  }

  private forget(one: Waiting): void {
    const own = this.waiting.get(one.caller);
    own?.delete(one);
    if (own?.size === 0) this.waiting.delete(one.caller);
  }
}
