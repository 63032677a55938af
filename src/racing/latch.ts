/** A wake-up that is not lost: set before or after somebody waits, and coalesced however often it is set. */
export class Latch {
  private isSet = false;
  private wake: (() => void) | null = null;

  set(): void {
    this.isSet = true;
    this.wake?.();
  }

  /**
   * Resolves at the next (or an earlier, not yet consumed) `set`, when the signal aborts, or after `atMostMilliseconds`.
   * One waiter at a time.
   */
  async wait(signal: AbortSignal, atMostMilliseconds?: number): Promise<void> {
    if (!this.isSet && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = atMostMilliseconds === undefined ? undefined : setTimeout(() => wake(), atMostMilliseconds);
        const wake = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', wake);
          this.wake = null;
          resolve();
        };
        this.wake = wake;
        signal.addEventListener('abort', wake);
      });
    }
    this.isSet = false;
  }
}
