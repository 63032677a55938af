/** What the contract asks less of, because compiling takes its engines so long. */

/** Compiling takes these most of a minute for each graph: one family, the quickest, shows that the variant works. */
export const SLOW_VARIANTS = new Set([
  'pytorch:compile',
  'pytorch:compile-reduce-overhead',
  'tensorflow:xla',
  'pytensor:numba',
  'pytensor:c',
]);

/** Compiling the gradients of every kind at once takes this one minutes: bench/matrix.ts trains its kinds, and whoever asks. */
export const TOO_SLOW_AT_ONCE: readonly string[] = process.env['PHOTOFINISH_TEST_SLOW'] === '1' ? [] : ['pytensor'];
