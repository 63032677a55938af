/** From what a claim declared and what was measured to what the report says of it. */
import { verdictOfClaim, verdictOfPart } from './bounds';
import type { Claim, ClaimId, ClaimVerdictName, Part } from './claim';
import { effectsOf, type Effect } from './effect';
import { geometricMean } from './geometric-mean';
import type { Interval } from '../statistics/analysis';
import type { Outcomes } from './outcome';
import { judgedTogether } from './together';
import { claimSentence, partSentence } from './claim-sentence';

export interface JudgedPart {
  readonly id: string;
  readonly name: string;
  readonly verdict: ClaimVerdictName;
  readonly sentence: string;
  readonly effects: readonly Effect[];
  /** Over all cases; null unless each was measured. */
  readonly timesAsFast: Interval | null;
}

export interface JudgedClaim {
  readonly id: ClaimId;
  readonly statement: string;
  readonly verdict: ClaimVerdictName;
  readonly sentence: string;
  readonly parts: readonly JudgedPart[];
  readonly notMeasured: readonly string[];
}

export function judgeClaim(claim: Claim, outcomes: Outcomes): JudgedClaim {
  const parts = claim.parts.map((part) => judgePart(part, outcomes));
  const verdict = verdictOfClaim(parts.map((part) => part.verdict));
  const { id, statement, notMeasured } = claim;
  return { id, statement, verdict, sentence: claimSentence(verdict, parts, notMeasured), parts, notMeasured };
}

function judgePart(part: Part, outcomes: Outcomes): JudgedPart {
  const effects = judgedTogether(effectsOf(part, outcomes));
  const counted = (stance: Effect['stance']) => effects.filter((effect) => effect.stance === stance).length;
  const count = {
    supporting: counted('SUPPORTS'),
    contradicting: counted('CONTRADICTS'),
    undecided: counted('UNDECIDED'),
  };
  const verdict = verdictOfPart(count, part);
  const timesAsFast = 'duels' in part ? geometricMean(effects.map((effect) => effect.timesAsFast)) : null;
  const sentence = partSentence(part, effects, timesAsFast);
  return { id: part.id, name: part.name, verdict, sentence, effects, timesAsFast };
}
