/**
 * What probes found. What is broken may be mended, so it is tried again: neither at once nor beside a measurement, and the
 * less often the more often it failed. Nobody waits for that: until it has ended, what was found before is the answer.
 */
import type { ProbeResult } from './engine-state';

/** What a probe brought: an answer, or why there is none. */
export type Probe =
  { readonly kind: 'answer'; readonly result: ProbeResult } | { readonly kind: 'silent'; readonly reason: string };

/** After the first failure; doubled by each that follows. */
const RETRY_MILLISECONDS = 10_000;
const LONGEST_RETRY_MILLISECONDS = 300_000;

interface Known {
  found: Promise<Probe>;
  failures: number;
  /** By `performance.now()`; infinite: not, or one is under way. */
  retryAt: number;
}

export class KnownProbes {
  private readonly known = new Map<string, Known>();
  private readonly underWay = new Set<Promise<Probe>>();
  private holds = 0;

  constructor(private readonly retryMilliseconds = RETRY_MILLISECONDS) {}

  /** Nothing is tried again until what it returns was called. */
  hold(): () => void {
    this.holds += 1;
    return () => {
      this.holds -= 1;
    };
  }

  /** `probe` is called where the key is not known or is due again. Rejects where the key's first one does. */
  find(key: string, probe: () => Promise<Probe>): Promise<Probe> {
    const known = this.known.get(key);
    if (!known) return this.first(key, probe);
    if (this.holds === 0 && performance.now() >= known.retryAt) this.again(known, probe);
    return known.found;
  }

  /** Resolves when none is under way. */
  async ended(): Promise<void> {
    await Promise.allSettled(this.underWay);
  }

  private first(key: string, probe: () => Promise<Probe>): Promise<Probe> {
    const found = this.track(probe());
    const known: Known = { found, failures: 0, retryAt: Infinity };
    this.known.set(key, known);
    found.then(
      ({ kind }) => kind === 'answer' || this.failed(known),
      () => this.known.delete(key),
    );
    return found;
  }

  private again(known: Known, probe: () => Promise<Probe>): void {
    known.retryAt = Infinity;
    const found = this.track(probe());
    found.then(
      ({ kind }) => {
        known.found = found;
        if (kind !== 'answer') this.failed(known);
      },
      () => this.failed(known),
    );
  }

  private failed(known: Known): void {
    const due = Math.min(this.retryMilliseconds * 2 ** known.failures, LONGEST_RETRY_MILLISECONDS);
    known.failures += 1;
    known.retryAt = performance.now() + due;
  }

  private track(probe: Promise<Probe>): Promise<Probe> {
    this.underWay.add(probe);
    const over = () => this.underWay.delete(probe);
    probe.then(over, over);
    return probe;
  }
}
