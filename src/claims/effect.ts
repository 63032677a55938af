/** From a case to what was seen of it. */
import type { Interval } from '../statistics/analysis';
import { seenFrom } from '../statistics/seen-from';
import { inverted } from '../statistics/wording';
import type { Change, Duel, DuelPart, Part, Place } from './claim';
import type { Outcomes, RaceOutcome, RunOutcome } from './outcome';
import { changePValue, duelPValue } from './evidence';
import { isShown } from './shown';

/** How a case stands to its claim. */
export type Stance = 'SUPPORTS' | 'CONTRADICTS' | 'UNDECIDED';

/** How large something is that a claim speaks of, with its interval. */
export interface Effect {
  readonly name: string;
  /** Key of the planned race that it was measured in. */
  readonly race: string;
  readonly subject: string;
  readonly other: string;
  /** Of what grows from case to case; null where nothing does. */
  readonly size: number | null;
  /** How many times as fast the subject is as the other; null where it was not measured. */
  readonly timesAsFast: Interval | null;
  /** Of two in the same race, what the race says. */
  readonly seen: 'FASTER' | 'SLOWER' | 'ALIKE' | null;
  readonly stance: Stance;
  /** How likely so much of it would be seen if the stance were wrong; 1 of an undecided one. */
  readonly pValue: number;
  /** Shown by itself, but not together with the other cases of its part: it counts as undecided. */
  readonly onlyAlone: boolean;
  /** Why there is no number, in words. */
  readonly missing: string | null;
}

export function effectsOf(part: Part, outcomes: Outcomes): Effect[] {
  return 'duels' in part
    ? part.duels.map((duel) => effectOfDuel(duel, part.expects, outcomes(duel.race)))
    : part.changes.map((change) => effectOfChange(change, outcomes));
}

function effectOfDuel(duel: Duel, expects: DuelPart['expects'], outcome: RaceOutcome | null): Effect {
  const { name, race, subject, other } = duel;
  const subjects = outcome?.runs.find(({ label }) => label === subject);
  const others = outcome?.runs.find(({ label }) => label === other);
  const pair = (outcome?.comparisons ?? [])
    .map((each) => seenFrom(others?.runId ?? '', each))
    .find((each) => each?.candidateRunId === subjects?.runId);
  const effect = { name, race, subject, other, size: duel.size ?? null, onlyAlone: false };
  if (!pair || !outcome) {
    const missing = missingOf(subject, subjects, outcome) ?? missingOf(other, others, outcome);
    return { ...effect, timesAsFast: null, seen: null, stance: 'UNDECIDED', pValue: 1, missing };
  }
  const timesAsFast = inverted(pair.ratio);
  const seen = SEEN[pair.verdict];
  const stance = expects.kind === 'ALIKE' ? stanceWithin(timesAsFast, expects.within) : STANCES[expects.kind](seen);
  const { practicalDifference, comparisons } = outcome;
  const evidence = { timesAsFast, seen, stance, rounds: pair.rounds, comparisons: comparisons.length };
  return {
    ...effect,
    timesAsFast,
    seen,
    stance,
    pValue: duelPValue(expects, evidence, practicalDifference),
    missing: null,
  };
}

/** Why there is nothing of it; null where it is there, or may still come. */
function missingOf(label: string, run: RunOutcome | undefined, outcome: RaceOutcome | null): string | null {
  if (outcome === null) return 'a race of it was not run or is deleted';
  return run ? run.missing && `${label}: ${run.missing}` : `${label} was not among the engines`;
}

const missingAt = ({ race, entrant }: Place, run: RunOutcome | undefined, outcomes: Outcomes) =>
  missingOf(entrant, run, outcomes(race));

/** The subject is the candidate. */
const SEEN = {
  CANDIDATE_FASTER: 'FASTER',
  BASELINE_FASTER: 'SLOWER',
  NO_PRACTICAL_DIFFERENCE: 'ALIKE',
  INCONCLUSIVE: null,
} as const;

const STANCES = {
  FASTER: (seen: Effect['seen']): Stance => stanceTowards('FASTER', seen),
  SLOWER: (seen: Effect['seen']): Stance => stanceTowards('SLOWER', seen),
};

function stanceTowards(expected: 'FASTER' | 'SLOWER', seen: Effect['seen']): Stance {
  if (seen === null) return 'UNDECIDED';
  return seen === expected ? 'SUPPORTS' : 'CONTRADICTS';
}

function stanceWithin(ratio: Interval, within: number): Stance {
  if (!isShown(ratio)) return 'UNDECIDED';
  const { low, high } = ratio;
  if (low >= 1 / (1 + within) && high <= 1 + within) return 'SUPPORTS';
  return low > 1 + within || high < 1 / (1 + within) ? 'CONTRADICTS' : 'UNDECIDED';
}

/**
 * Two runs of different races. Ends of the quotient are those of the two intervals put together in the worst way, which is wider than
 * an interval of the quotient would have to be: its confidence is at least what both together have (Bonferroni).
 */
function effectOfChange(change: Change, outcomes: Outcomes): Effect {
  const { name, before, after } = change;
  const [was, is] = [before, after].map(({ race, entrant }) =>
    outcomes(race)?.runs.find(({ label }) => label === entrant),
  );
  const names = { name, race: after.race, subject: after.entrant, other: before.entrant };
  const effect = { ...names, size: null, seen: null, onlyAlone: false };
  if (!was?.secondsPerItem || !is?.secondsPerItem) {
    const missing = missingAt(before, was, outcomes) ?? missingAt(after, is, outcomes);
    return { ...effect, timesAsFast: null, stance: 'UNDECIDED', pValue: 1, missing };
  }
  const timesAsFast = quotient(was.secondsPerItem, is.secondsPerItem);
  const choice = choiceOf(outcomes(change.choice));
  if (choice === null) return { ...effect, timesAsFast, stance: 'UNDECIDED', pValue: 1, missing: null };
  const stance = stanceAgainst(timesAsFast, choice);
  const rounds = Math.min(was.rounds, is.rounds);
  return {
    ...effect,
    timesAsFast,
    stance,
    pValue: changePValue({ timesAsFast, stance, rounds, choice }),
    missing: null,
  };
}

export function quotient(one: Interval, other: Interval): Interval {
  return {
    value: one.value / other.value,
    low: one.low / other.high,
    high: one.high / other.low,
    confidence: Math.max(0, one.confidence + other.confidence - 1),
  };
}

function stanceAgainst(change: Interval, choice: Interval): Stance {
  if (!isShown(change) || !isShown(choice)) return 'UNDECIDED';
  if (change.low > choice.high) return 'SUPPORTS';
  return change.high < choice.low ? 'CONTRADICTS' : 'UNDECIDED';
}

/** What choosing the framework buys: the slowest entrant's time over the fastest's; null where no pair was compared. */
export function choiceOf(outcome: RaceOutcome | null): Interval | null {
  const ratios = (outcome?.comparisons ?? []).map(({ ratio }) => (ratio.value >= 1 ? ratio : inverted(ratio)));
  return ratios.reduce<Interval | null>((most, ratio) => (most && most.value >= ratio.value ? most : ratio), null);
}
