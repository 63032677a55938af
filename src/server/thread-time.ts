/**
 * What each caller takes of the one thread that answers everybody. Node does not tell whom the thread works for. So work
 * says when it goes on: the thread is taken to do it until other work goes on, or until its loop has gone round. What is
 * done for nobody known, such as a race that is measured, is nobody's.
 */
import { performance } from 'node:perf_hooks';
import { LRUCache } from 'lru-cache';

/** In milliseconds, from any beginning. */
export interface ThreadClock {
  now(): number;
  /** How long the thread had its processor. */
  used(): number;
}

const MICROSECONDS_PER_MILLISECOND = 1000;

export const THREAD: ThreadClock = {
  now: () => performance.now(),
  // With its helpers, who collect what it threw away: of the thread alone only later versions of Node tell.
  used: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / MICROSECONDS_PER_MILLISECOND;
  },
};

/** What was used counts for so long: it fades exponentially, with this time constant. */
export const MEMORY_MILLISECONDS = 1000;
/** Work in hand for longer waits for something else, such as its client: it says nothing of what is to come. */
const LONGEST_MILLISECONDS = 1000;
/** What was used is not read again for less: that is a system call which goes through all threads of the process. */
const LEAST_MILLISECONDS = 0.05;
/** Of work of a caller who is not known yet. */
const FIRST_GUESS_MILLISECONDS = 5;
/** Of one piece of work, in what is expected of the next. */
const NEWEST_WEIGHT = 0.1;
/** The longest unheard of are forgotten. */
const MOST_ACCOUNTS = 1000;

/** Of one caller. */
class Account {
  inHand = 0;
  private typical = FIRST_GUESS_MILLISECONDS;
  private used = 0;
  private at = 0;

  /** Milliseconds that it took lately. */
  recent(now: number): number {
    return this.used * Math.exp((this.at - now) / MEMORY_MILLISECONDS);
  }

  /** Milliseconds that the work that it has in hand will take; one piece is everybody's due. */
  expected(): number {
    return Math.max(0, this.inHand - 1) * this.typical;
  }

  pay(milliseconds: number, now: number): void {
    this.used = Math.max(0, this.recent(now) + milliseconds);
    this.at = now;
  }

  learn(milliseconds: number): void {
    this.typical += NEWEST_WEIGHT * (milliseconds - this.typical);
  }
}

/** A request or an operation, from its arrival to its answer. */
export interface Work {
  /** The thread does it from here on. */
  goesOn(): void;
  /** Its caller, once known: what it took so far is theirs. */
  belongsTo(caller: string): void;
  /** `isTypical`: whether what it took says what the caller's next one will. Only the first end counts. */
  end(isTypical?: boolean): void;
}

/** Who pays. */
type Payer = Pick<Account, 'pay'>;

export class ThreadTime {
  private readonly accounts = new LRUCache<string, Account>({ max: MOST_ACCOUNTS });
  /** In the order of their beginning. */
  private readonly inHand = new Set<Share>();
  /** For whom the thread works; null: that is not known. */
  private payer: Payer | null = null;
  private willForget = false;
  private lastUsed: number;
  private lastRead: number;

  constructor(private readonly clock: ThreadClock = THREAD) {
    this.lastUsed = clock.used();
    this.lastRead = clock.now();
  }

  /** `caller` stands for whoever it is, an address mostly. */
  begin(caller: string): Work {
    const share = new Share(this.account(caller), this.clock.now());
    this.worksFor(share);
    this.inHand.add(share);
    return {
      goesOn: () => {
        if (share.isOver) return;
        const now = this.worksFor(share);
        if (!this.inHand.has(share)) this.resume(share, now);
      },
      belongsTo: (known) => {
        const now = this.worksFor(share);
        if (this.inHand.has(share)) share.moveTo(this.account(known), now);
      },
      end: (isTypical = true) => {
        this.settle();
        share.isOver = true;
        if (this.inHand.delete(share)) share.end(isTypical);
      },
    };
  }

  /** The thread does something small for a caller from here on. */
  worksForCaller(caller: string): void {
    this.worksFor(this.account(caller));
  }

  /** A price for what was over before anybody could count it. */
  charge(caller: string, milliseconds: number): void {
    this.account(caller).pay(milliseconds, this.clock.now());
  }

  /** Milliseconds of the processor that a caller took lately, and that its work in hand will take. */
  takenBy(caller: string): { readonly recent: number; readonly expected: number } {
    const account = this.account(caller);
    return { recent: account.recent(this.settle()), expected: account.expected() };
  }

  /** Milliseconds of the processor that a caller took lately, up to the last time that anybody's work went on. */
  recentlyTaken(caller: string): number {
    return this.account(caller).recent(this.clock.now());
  }

  private account(caller: string): Account {
    const account = this.accounts.get(caller) ?? new Account();
    this.accounts.set(caller, account);
    return account;
  }

  private worksFor(payer: Payer): number {
    const now = this.settle();
    this.payer = payer;
    if (!this.willForget) {
      this.willForget = true;
      setImmediate(() => this.goRound());
    }
    return now;
  }

  private goRound(): void {
    this.settle();
    this.payer = null;
    this.willForget = false;
  }

  /** It has waited so long that it counted no longer. */
  private resume(share: Share, now: number): void {
    share.resume(now);
    this.inHand.add(share);
  }

  /** Has what the thread did since the last time paid for. Returns the time. */
  private settle(): number {
    const now = this.clock.now();
    if (now - this.lastRead >= LEAST_MILLISECONDS) {
      const used = this.clock.used();
      this.payer?.pay(used - this.lastUsed, now);
      this.lastUsed = used;
      this.lastRead = now;
    }
    for (const share of this.inHand) {
      if (now - share.begunAt <= LONGEST_MILLISECONDS) break;
      this.inHand.delete(share);
      share.end(false);
    }
    return now;
  }
}

/** Of one piece of work, in what the thread does. */
class Share {
  isOver = false;
  private paid = 0;

  /** `begunAt`: or gone on with, after it had waited for long. */
  constructor(
    private account: Account,
    public begunAt: number,
  ) {
    account.inHand += 1;
  }

  resume(now: number): void {
    this.account.inHand += 1;
    this.begunAt = now;
  }

  pay(milliseconds: number, now: number): void {
    this.paid += milliseconds;
    this.account.pay(milliseconds, now);
  }

  moveTo(account: Account, now: number): void {
    this.account.pay(-this.paid, now);
    account.pay(this.paid, now);
    this.account.inHand -= 1;
    account.inHand += 1;
    this.account = account;
  }

  end(isTypical: boolean): void {
    this.account.inHand -= 1;
    if (isTypical) this.account.learn(this.paid);
  }
}
