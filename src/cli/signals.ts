/** Ctrl-C and friends: the first asks to end in order, the second ends at once. */
import { CommandFailure, EXIT_CODES } from './failure';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** SIGINT: somebody waits at the keyboard. SIGTERM: a supervisor, who gives it a moment. */
export type Interruption = (typeof SIGNALS)[number];
/** One Ctrl-C can arrive twice: from the terminal, and again from the `npm` above us. Not closer than a finger can. */
const SAME_KEY_PRESS_MILLISECONDS = 400;

/**
 * Calls `onFirst` at the first SIGINT or SIGTERM; a second one ends the process at once. Returns what takes the
 * handlers away again.
 */
export function onInterrupt(
  onFirst: (signal: Interruption) => void,
  exit: (code: number) => void = (code) => process.exit(code),
): () => void {
  let firstAt: number | null = null;
  const handle = (signal: Interruption) => {
    const now = performance.now();
    if (firstAt === null) {
      firstAt = now;
      onFirst(signal);
    } else if (now - firstAt > SAME_KEY_PRESS_MILLISECONDS) {
      exit(EXIT_CODES.INTERRUPTED);
    }
  };
  for (const signal of SIGNALS) process.on(signal, handle);
  return () => {
    for (const signal of SIGNALS) process.off(signal, handle);
  };
}

/** Resolves at the first SIGINT or SIGTERM, or with null when `signal` is aborted. A second one ends the process. */
export function interrupted(signal?: AbortSignal): Promise<Interruption | null> {
  return new Promise((resolve) => {
    const release = onInterrupt(resolve);
    const stop = () => {
      release();
      resolve(null);
    };
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}

/** A signal that the first Ctrl-C aborts, with a reason that ends the command quietly. `release` when done. */
export function abortOnInterrupt(): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const stopped = new CommandFailure('Stopped.', 'What was begun is begun anew next time.', EXIT_CODES.INTERRUPTED);
  return { signal: controller.signal, release: onInterrupt(() => controller.abort(stopped)) };
}
