/** Verdicts that hold however the cases turn out that are still undecided. */
import type { ClaimVerdictName } from './claim';

/** Of the cases of one part. */
export interface Count {
  readonly supporting: number;
  readonly contradicting: number;
  /** Measured or not: nothing can be said of them. */
  readonly undecided: number;
}

export interface Thresholds {
  readonly supportedFrom: number;
  readonly contradictedUpTo: number;
}

/**
 * The verdict that a part would have if none of its undecided cases supported it, where it is the same as if all of them did; else
 * NOT_ENOUGH_DATA. So SUPPORTED never rests on what is not known.
 */
export function verdictOfPart(
  { supporting, contradicting, undecided }: Count,
  thresholds: Thresholds,
): ClaimVerdictName {
  const cases = supporting + contradicting + undecided;
  if (cases === 0) return 'NOT_ENOUGH_DATA';
  const worst = verdictAt(supporting / cases, thresholds);
  const best = verdictAt((supporting + undecided) / cases, thresholds);
  return worst === best ? worst : 'NOT_ENOUGH_DATA';
}

function verdictAt(share: number, { supportedFrom, contradictedUpTo }: Thresholds): ClaimVerdictName {
  if (share >= supportedFrom) return 'SUPPORTED';
  return share <= contradictedUpTo ? 'CONTRADICTED' : 'DEPENDS';
}

/** Of a claim: what all parts say; DEPENDS where two that are known differ, whatever the unknown ones are. */
export function verdictOfClaim(parts: readonly ClaimVerdictName[]): ClaimVerdictName {
  const known = new Set(parts.filter((verdict) => verdict !== 'NOT_ENOUGH_DATA'));
  if (known.size > 1 || known.has('DEPENDS')) return 'DEPENDS';
  const [only] = known;
  return only === undefined || parts.includes('NOT_ENOUGH_DATA') ? 'NOT_ENOUGH_DATA' : only;
}
