import type { Options } from 'cli-progress';

/** How every bar of ours looks and behaves. Signals are ours to handle, not the bar's. */
export const BAR_STYLE = {
  barsize: 24,
  barCompleteChar: '█',
  barIncompleteChar: '░',
  fps: 2,
  hideCursor: true,
  clearOnComplete: true,
  gracefulExit: false,
} satisfies Options;
