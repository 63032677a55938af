/** Sends numbered requests at a steady rate and keeps what came back. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Target } from './attack';
import { KINDS, type Kind } from './attacks';
import { Dice } from '../dice';
import { faultOf } from './judge';

export interface AssaultOptions {
  readonly target: Target;
  readonly seed: number;
  readonly requestsPerSecond: number;
  readonly atOnce: number;
}

/** Kept of many: enough to find the cause. */
const FAULTS_KEPT = 50;

export class Assault {
  /** By kind, then by what came back. */
  readonly counts = new Map<string, Map<string, number>>();
  readonly faults: string[] = [];
  faultCount = 0;
  sent = 0;
  sendingMilliseconds = 0;
  private readonly underWay = new Map<Promise<void>, Kind>();

  constructor(private readonly options: AssaultOptions) {}

  /** Of a number: the same request each time. */
  static drawn(seed: number, number: number): { kind: Kind; dice: Dice } {
    const dice = new Dice(seed, number);
    const all = KINDS.reduce((sum, { share }) => sum + share, 0);
    let rest = dice.int(0, all - 1);
    const kind = KINDS.find(({ share }) => (rest -= share) < 0);
    if (!kind) throw new Error('The shares do not add up');
    return { kind, dice };
  }

  /** Requests from `sent` on until so many were sent, or the time is over; waits for none of them. */
  async send(until: number, milliseconds = Infinity): Promise<void> {
    const { requestsPerSecond, atOnce } = this.options;
    const begun = performance.now();
    for (let count = 0; this.sent < until && performance.now() - begun < milliseconds; count++) {
      const early = begun + (1000 * count) / requestsPerSecond - performance.now();
      // Timers are no finer than a millisecond.
      if (early > 1) await sleep(early);
      while (this.underWay.size >= atOnce) await Promise.race(this.underWay.keys());
      this.begin((this.sent += 1));
    }
    this.sendingMilliseconds += performance.now() - begun;
  }

  /** Until each has come to its end. */
  async end(): Promise<void> {
    await Promise.all(this.underWay.keys());
  }

  private begin(number: number): void {
    const { seed, target } = this.options;
    const { kind: drawn, dice } = Assault.drawn(seed, number);
    const alike = [...this.underWay.values()].filter((kind) => kind === drawn).length;
    const kind = alike < (drawn.atOnce ?? Infinity) ? drawn : (KINDS[0] ?? drawn);
    const work = kind.attack(dice, target).then((outcome) => {
      const counts = this.counts.get(kind.name) ?? new Map<string, number>();
      counts.set(outcome.status, (counts.get(outcome.status) ?? 0) + 1);
      this.counts.set(kind.name, counts);
      const fault = faultOf(outcome);
      if (!fault) return;
      this.faultCount += 1;
      if (this.faults.length < FAULTS_KEPT) this.faults.push(`${seed}:${number} (${kind.name}): ${fault}`);
    });
    this.underWay.set(work, kind);
    void work.finally(() => this.underWay.delete(work));
  }
}
