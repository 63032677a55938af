/**
 * What a report asks, and the rules that turn measurements into an answer. All of it is data: it is stored with the report
 * before anything is measured, and the report is judged by what was stored, also after these files have changed.
 */
export const CLAIM_IDS = [
  'rnn-speed',
  'experimentation',
  'keras-overhead',
  'no-great-difference',
  'bottlenecks-elsewhere',
] as const;
export type ClaimId = (typeof CLAIM_IDS)[number];

export type ClaimVerdictName = 'SUPPORTED' | 'CONTRADICTED' | 'DEPENDS' | 'NOT_ENOUGH_DATA';

/** One run of one race of the report, by its place in the plan. */
export interface Place {
  /** Key of a planned race. */
  readonly race: string;
  /** Label of its entrant. */
  readonly entrant: string;
}

/** Two entrants of the same race, of whom the claim says something. */
export interface Duel {
  /** "lstm, training". */
  readonly name: string;
  readonly race: string;
  /** Of whom the claim speaks. */
  readonly subject: string;
  readonly other: string;
  /** Of what grows from case to case of its part: "2048" units. Absent where nothing does. */
  readonly size?: number;
}

/** Something other than the framework that is changed, and what it is to be measured against: the choice of the framework. */
export interface Change {
  /** "PyTorch, batch size 512 instead of 1". */
  readonly name: string;
  readonly before: Place;
  readonly after: Place;
  /** The race whose fastest and slowest entrants say what choosing the framework buys. */
  readonly choice: string;
}

/**
 * What must be seen of one case for it to support the claim; what must be seen for it to contradict it is the opposite, and
 * whatever lies between supports neither.
 *
 * - FASTER, SLOWER: the subject is shown to be; against it: the other, or no practical difference.
 * - ALIKE: the whole interval lies within 1/(1 + within) … 1 + within; against it: wholly outside.
 * - BUYS_MORE: what the change buys lies with its whole interval above what the choice of the framework buys; against it: below.
 */
export type Expectation =
  | { readonly kind: 'FASTER' | 'SLOWER' }
  | { readonly kind: 'ALIKE'; readonly within: number }
  | { readonly kind: 'BUYS_MORE' };

interface PartRule {
  readonly id: string;
  /** "inference", as in "PyTorch was faster in 4 of 5 cases of inference". */
  readonly name: string;
  /** Of the cases that support it, from which share on the part is SUPPORTED; CONTRADICTED up to the other; between them DEPENDS. */
  readonly supportedFrom: number;
  readonly contradictedUpTo: number;
}

export interface DuelPart extends PartRule {
  readonly expects: Exclude<Expectation, { kind: 'BUYS_MORE' }>;
  readonly duels: readonly Duel[];
}

export interface ChangePart extends PartRule {
  readonly expects: Extract<Expectation, { kind: 'BUYS_MORE' }>;
  readonly changes: readonly Change[];
}

/** A part without cases belongs to the claim and cannot be measured (yet): it stays NOT_ENOUGH_DATA. */
export type Part = DuelPart | ChangePart;

export interface Claim {
  readonly id: ClaimId;
  /** As the article makes it. */
  readonly statement: string;
  readonly parts: readonly Part[];
  /** What belongs to the claim and is not measured, in words; "variable sequence lengths". */
  readonly notMeasured: readonly string[];
}
