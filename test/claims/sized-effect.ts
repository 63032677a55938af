import type { Effect } from '../../src/claims/effect';
import { interval } from './support';

/** `percent`: its overhead, with ends one below and one above. */
export function sizedEffect(size: number, percent: number | null, confidence = 0.95): Effect {
  const asFast = (overhead: number) => 1 / (1 + overhead / 100);
  return {
    ...{ name: `mlp with ${size} units`, race: `r/${size}`, subject: 'Keras', other: 'PyTorch', size },
    ...{
      seen: null,
      stance: 'UNDECIDED',
      pValue: 1,
      onlyAlone: false,
      missing: percent === null ? 'Keras: out of memory' : null,
    },
    timesAsFast:
      percent === null ? null : interval(asFast(percent), asFast(percent + 1), asFast(percent - 1), confidence),
  };
}
