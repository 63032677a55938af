/**
 * When a race is judged, and at which level: a few planned looks, so that judging early does not inflate the error.
 * Pocock 1977, "Group sequential methods in the design and analysis of clinical trials".
 */

/** Complete rounds after which a race is judged; after the last it ends, whatever it says. */
export const LOOKS: readonly number[] = [8, 12, 18, 27, 40];

/** Two-sided level of each look that makes 5 % over five looks (Pocock's constant). */
export const ALPHA_PER_LOOK = 0.0158;

const OVERALL_ALPHA = 0.05;

/**
 * The nominal level shrinks a little faster than the overall one: Pocock's five-look levels are .0338, .0158 and
 * .0028 for .10, .05 and .01, and this power gives .0339, .0158 and .0027.
 */
const POCOCK_EXPONENT = 1.1;

/** Two-sided level at one look for an overall `confidence`, divided over `comparisons` pairs (Bonferroni). */
export function alphaPerLook(confidence: number, comparisons: number): number {
  const scale = ((1 - confidence) / OVERALL_ALPHA) ** POCOCK_EXPONENT;
  return (ALPHA_PER_LOOK * scale) / Math.max(1, comparisons);
}

/**
 * What overall confidence an interval keeps that attains `intervalConfidence` at each look: `confidence` where its
 * level is at most `alphaPerLook(confidence, comparisons)`, otherwise less, by the same rule backwards; at least 0.
 */
export function attainedConfidence(confidence: number, comparisons: number, intervalConfidence: number): number {
  const spent = 1 - intervalConfidence;
  if (spent <= alphaPerLook(confidence, comparisons) * (1 + 1e-9)) return confidence;
  return Math.max(0, 1 - overallAlpha(spent, comparisons));
}

/** `alphaPerLook` backwards: what two-sided level over all looks and comparisons one of `spent` at each look is. */
function overallAlpha(spent: number, comparisons: number): number {
  const scale = (spent * Math.max(1, comparisons)) / ALPHA_PER_LOOK;
  return OVERALL_ALPHA * scale ** (1 / POCOCK_EXPONENT);
}

/** The smallest two-sided level, over all looks and comparisons, that so many rounds can show anything at: 2·2⁻ⁿ at a look. At most 1. */
export function smallestAlpha(rounds: number, comparisons: number): number {
  return Math.min(1, overallAlpha(2 ** (1 - rounds), comparisons));
}

/**
 * Rounds below which the exact interval cannot attain its level: ⌈log₂(2/α)⌉, because n rounds reach 2·2⁻ⁿ at best.
 * A race that its budget ends before the first look may be judged from here on: a look more at a moment that the
 * clock chose, in place of all the later ones.
 */
export function fewestRounds(comparisons: number, confidence = 1 - OVERALL_ALPHA): number {
  return Math.ceil(Math.log2(2 / alphaPerLook(confidence, comparisons)));
}

/** The first planned look: as soon as the level can be attained, but not before the first of `LOOKS`. */
export function firstLook(comparisons: number, confidence = 1 - OVERALL_ALPHA): number {
  const reachable = fewestRounds(comparisons, confidence);
  return Math.max(LOOKS[0] ?? reachable, reachable);
}

function looksFor(comparisons: number, confidence?: number): number[] {
  const first = firstLook(comparisons, confidence);
  return [first, ...LOOKS.filter((look) => look > first)];
}

/** Whether the race is judged after `rounds` complete rounds. */
export function isLook(rounds: number, comparisons: number, confidence?: number): boolean {
  return looksFor(comparisons, confidence).includes(rounds);
}

/** The next round after `rounds` at which the race is judged; null after the last look: the race ends. */
export function nextLook(rounds: number, comparisons: number, confidence?: number): number | null {
  return looksFor(comparisons, confidence).find((look) => look > rounds) ?? null;
}
