import type { ComparedClaim } from '../../claims/compare';
import { ComparedClaimType } from '../../schema/compared-claim.type';
import { ComparedEffectType } from '../../schema/compared-effect.type';
import { toEstimate } from './estimate.mapper';
import { make } from './make';

/** A claim of two reports. */
export function toComparedClaim({ effects, ...claim }: ComparedClaim): ComparedClaimType {
  return make(ComparedClaimType, {
    ...claim,
    effects: effects.map(({ baseline, candidate, change, ...effect }) =>
      make(ComparedEffectType, {
        ...effect,
        ...{ baseline: toEstimate(baseline), candidate: toEstimate(candidate), change: toEstimate(change) },
      }),
    ),
  });
}
