/** Variants that are asked for less than the others, so that the suite takes minutes and not hours. */
import type { EngineAdapter } from '../../src/engines/engine';
import type { Graph } from '../../src/protocol/graph';
import { smallMlp } from './graphs';

/**
 * One family, the quickest, shows that the variant works: compiling takes these most of a minute for each graph, or they put the model
 * of another variant, which has them all, into the library's own loop.
 */
export const SLOW_VARIANTS = new Set([
  'pytorch:compile',
  'pytorch:compile-reduce-overhead',
  'tensorflow:xla',
  'pytensor:numba',
  'pytensor:c',
  ...['tensorflow', 'jax', 'torch'].map((backend) => `keras:${backend}-user-api`),
]);
/** What such a variant trains instead, where training the family takes a minute of its own. */
export const QUICKLY_TRAINED: Readonly<Record<string, [string, Graph][]>> = {
  'pytensor:c': [['a small MLP', smallMlp]],
};

export function compilesSlowly({ id, variants }: EngineAdapter): boolean {
  return variants.some((variant) => variant.default && SLOW_VARIANTS.has(`${id}:${variant.id}`));
}
