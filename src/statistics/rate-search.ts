/**
 * The search for the highest rate at which requests are still answered in time. Rates are parts of the one at which an
 * entrant answers when the next request always waits already: nobody answers more. They lie on a grid of steps of
 * 2^(1/16), 4.4 % apart; the first are tried by halves downwards, because low rates take long, the rest by bisection.
 *
 * The grid is shifted at random, as a whole, from round to round: where it lay the same way in each, what an entrant
 * gains or loses by lying just above or below a step would not average out.
 */

/** Of a halving. */
const STEPS_PER_HALVING = 16;
/** Down to 1/64 of the rate without a pause. */
const HALVINGS = 6;

/** From 0, which is not tried: the step of the rate without a pause. */
export interface TriedStep {
  readonly step: number;
  readonly kept: boolean;
}

/** `shift`: of the grid in this round, 0 to 1 of a step. Below 1 for every step that is tried. */
export function shareOfStep(step: number, shift: number): number {
  return 2 ** ((shift - step) / STEPS_PER_HALVING);
}

/** The step that is to be tried next; null where the search is over. */
export function nextStep(tried: readonly TriedStep[]): number | null {
  const kept = bestStep(tried);
  if (kept === null) {
    const lowest = Math.max(0, ...tried.map(({ step }) => step));
    return lowest < HALVINGS * STEPS_PER_HALVING ? lowest + STEPS_PER_HALVING : null;
  }
  const missed = Math.max(
    0,
    ...tried.filter(({ step, kept: inTime }) => !inTime && step < kept).map(({ step }) => step),
  );
  return kept - missed > 1 ? Math.floor((kept + missed) / 2) : null;
}

/** Of the highest rate that was kept; null where none was. */
export function bestStep(tried: readonly TriedStep[]): number | null {
  const kept = tried.filter((one) => one.kept).map(({ step }) => step);
  return kept.length > 0 ? Math.min(...kept) : null;
}

/** How many times as long as its first probe, without a pause, all probes of a trial take where it goes as most go. */
export const USUAL_SEARCH = 8;
