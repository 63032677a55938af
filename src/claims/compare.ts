/** Two reports beside each other: of two machines, two dates, two versions. */
import type { Interval } from '../statistics/analysis';
import { formatList, formatRatio } from '../statistics/format';
import { judge, logOf } from '../statistics/verdict';
import type { ClaimId, ClaimVerdictName } from './claim';
import { OPENINGS } from './claim-sentence';
import { quotient, type Effect } from './effect';
import type { JudgedClaim } from './judge';
import { isShown } from './shown';

/**
 * A case of both: how the subject stands to the other, in one report and in the other. What a machine does to both of them cancels
 * out, so that only how they stand to each other is compared.
 */
export interface ComparedEffect {
  /** Name of the part that it belongs to. */
  readonly part: string;
  readonly name: string;
  readonly subject: string;
  readonly other: string;
  /** How many times as fast the subject is as the other; null where it was not measured, or is not there. */
  readonly baseline: Interval | null;
  readonly candidate: Interval | null;
  /** The candidate's over the baseline's; null where one of them is missing. */
  readonly change: Interval | null;
  /** Whether the whole interval of the change lies beyond what matters; false: wholly within it; null: neither is shown. */
  readonly differs: boolean | null;
  /** Why there is no change, in words. */
  readonly missing: string | null;
}

export interface ComparedClaim {
  readonly id: ClaimId;
  readonly statement: string;
  /** Null where the report did not ask for it. */
  readonly baseline: ClaimVerdictName | null;
  readonly candidate: ClaimVerdictName | null;
  /** Whether both answer alike; null where one of them has no answer. */
  readonly agree: boolean | null;
  readonly sentence: string;
  readonly effects: readonly ComparedEffect[];
}

/** What two reports have to say of a race of theirs. */
export interface RaceOfBoth {
  /** rho: ratios within 1/(1+rho) … 1+rho do not matter. */
  readonly practicalDifference: number;
  /** Whether the same network was raced, in the same batches: reports for a CPU and for a GPU have their own. */
  readonly sameWork: boolean;
}

/** By the key of the race. */
type Races = (raceKey: string) => RaceOfBoth;

/** In the order of the baseline; what only the candidate asked for comes last. */
export function compareClaims(
  baseline: readonly JudgedClaim[],
  candidate: readonly JudgedClaim[],
  races: Races,
): ComparedClaim[] {
  const ids = [...new Set([...baseline, ...candidate].map(({ id }) => id))];
  return ids.map((id) => {
    const [one, two] = [baseline, candidate].map((claims) => claims.find((claim) => claim.id === id));
    return compareClaim(id, one ?? null, two ?? null, races);
  });
}

function compareClaim(id: ClaimId, one: JudgedClaim | null, two: JudgedClaim | null, races: Races): ComparedClaim {
  const [baseline, candidate] = [one?.verdict ?? null, two?.verdict ?? null];
  const answered = [baseline, candidate].every((verdict) => verdict !== null && verdict !== 'NOT_ENOUGH_DATA');
  const statement = one?.statement ?? two?.statement ?? '';
  const effects = compareEffects(casesOf(one), casesOf(two), races);
  const compared = { id, statement, baseline, candidate, agree: answered ? baseline === candidate : null, effects };
  return { ...compared, sentence: sentenceOf(compared) };
}

/** By what makes two cases the same one. */
type Cases = ReadonlyMap<string, { readonly part: string; readonly effect: Effect }>;

function casesOf(claim: JudgedClaim | null): Cases {
  return new Map(
    (claim?.parts ?? []).flatMap(({ id, name: part, effects }) =>
      effects.map((effect) => {
        const { name, race, subject, other } = effect;
        return [JSON.stringify([id, name, race, subject, other]), { part, effect }] as const;
      }),
    ),
  );
}

function compareEffects(baseline: Cases, candidate: Cases, races: Races): ComparedEffect[] {
  return [...new Set([...baseline.keys(), ...candidate.keys()])].flatMap((key) => {
    const [one, two] = [baseline.get(key), candidate.get(key)];
    const known = one ?? two;
    if (!known) return [];
    const { name, race, subject, other } = known.effect;
    const [was, is] = [one?.effect.timesAsFast ?? null, two?.effect.timesAsFast ?? null];
    const { practicalDifference, sameWork } = races(race);
    const change = was && is && sameWork ? quotient(is, was) : null;
    const shown = was && is && isShown(was) && isShown(is);
    return {
      ...{ part: known.part, name, subject, other, baseline: was, candidate: is, change },
      differs: change && shown ? differs(change, practicalDifference) : null,
      missing: change ? null : (missingOf(one?.effect, two?.effect) ?? 'it was not the same work'),
    };
  });
}

/** Null where both have it. */
function missingOf(one: Effect | undefined, two: Effect | undefined): string | null {
  const reasons = [...missing('first', one), ...missing('second', two)];
  return reasons.length === 0 ? null : formatList(reasons);
}

function missing(which: string, effect: Effect | undefined): string[] {
  if (!effect) return [`the ${which} report has no such case`];
  return effect.timesAsFast ? [] : [`in the ${which} report it was not measured (${effect.missing ?? 'not yet'})`];
}

function differs(change: Interval, practicalDifference: number): boolean | null {
  const { verdict, clear } = judge(logOf(change), practicalDifference);
  if (clear) return true;
  return verdict === 'NO_PRACTICAL_DIFFERENCE' ? false : null;
}

function sentenceOf({ baseline, candidate, effects }: Omit<ComparedClaim, 'sentence'>): string {
  if (baseline === null || candidate === null) {
    return `Asked for in the ${baseline === null ? 'second' : 'first'} report alone.`;
  }
  const answer =
    baseline === candidate
      ? `${OPENINGS[baseline]} in both.`
      : `${OPENINGS[baseline]} in the first, ${OPENINGS[candidate].toLowerCase()} in the second.`;
  const there = effects.filter(({ change }) => change !== null);
  if (there.length === 0) return `${answer} No case was measured in both.`;
  const changed = there.filter((effect) => effect.differs === true);
  const alike = there.filter((effect) => effect.differs === false).length;
  const open = there.length - changed.length - alike;
  const cases = `${there.length} ${there.length === 1 ? 'case' : 'cases'}`;
  if (open === there.length) return `${answer} Of ${cases} it cannot be told whether they changed.`;
  const said = [
    changed.length > 0 && `${changed.length} changed (${firstOf(changed)})`,
    alike > 0 && `${alike} did not change`,
    open > 0 && `${open} cannot be told`,
  ].filter((words) => words !== false);
  return `${answer} Of ${cases} ${formatList(said)}.`;
}

const NAMED = 3;

function firstOf(changed: readonly ComparedEffect[]): string {
  return [...changed.slice(0, NAMED).map(changeWords), ...(changed.length > NAMED ? ['…'] : [])].join('; ');
}

function changeWords({ name, subject, baseline, candidate }: ComparedEffect): string {
  const value = (ratio: Interval | null) => (ratio ? formatRatio(ratio).value : '?');
  return `${name}: ${subject} ${value(baseline)} times as fast, then ${value(candidate)}`;
}
