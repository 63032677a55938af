/**
 * How a trial of a server is searched, and what its result is, from the probes that it has; pure, so that stored trials
 * can be judged again.
 */
import type { ProbeFacts, ServingFacts } from '../entities/trial.entity';
import { keepsBound } from '../statistics/latency-bound';
import { bestStep, nextStep, shareOfStep, type TriedStep } from '../statistics/rate-search';
import { NANOSECONDS_PER_SECOND } from './block-codec';

/** Of the bound: a generator whose p99 was later than this has not asked what was to be asked (method.md §1.9). */
const LATEST_SHARE = 0.01;
/** Of a trial; then its generator is given up. */
const MOST_LATE_PROBES = 4;

export function isLate({ latenessNanoseconds }: ProbeFacts, { latencyBoundSeconds }: ServingFacts): boolean {
  return latenessNanoseconds > LATEST_SHARE * latencyBoundSeconds * NANOSECONDS_PER_SECOND;
}

/** Whether its rate is shown to be served in time. */
export function isKept({ requests, overBound }: ProbeFacts, { percentile }: ServingFacts): boolean {
  return keepsBound(requests, overBound, percentile);
}

/** Whether so many were late that the percentile of these very requests is over the bound. Between the two lies doubt. */
export function isMissed({ requests, overBound }: ProbeFacts, { percentile }: ServingFacts): boolean {
  return overBound > (1 - percentile / 100) * requests;
}

/** What is to be done next, or how the search ended. */
export type SearchState =
  | { readonly kind: 'probe'; readonly step: number; readonly requestsPerSecond: number | null }
  | { readonly kind: 'found'; readonly requestsPerSecond: number }
  /** Not even the lowest rate was served in time, or single requests take too long already. */
  | { readonly kind: 'none'; readonly lowest: ProbeFacts }
  | { readonly kind: 'late-generator' }
  /** The next probe would have taken too long. */
  | { readonly kind: 'out-of-time'; readonly neededSeconds: number };

/** `mostSeconds`: that the probes of a trial may take together until one is kept. */
export function searchState(facts: ServingFacts, mostSeconds = Infinity): SearchState {
  const { probes } = facts;
  const [unpaused] = probes;
  if (!unpaused) return { kind: 'probe', step: 0, requestsPerSecond: null };
  if (isMissed(unpaused, facts)) return { kind: 'none', lowest: unpaused };
  if (probes.filter((probe) => isLate(probe, facts)).length > MOST_LATE_PROBES) return { kind: 'late-generator' };
  const tried = triedSteps(facts);
  const step = nextStep(tried);
  if (step === null) return endOf(facts, bestStep(tried));
  const requestsPerSecond = shareOfStep(step, facts.gridShift) * rateOf(unpaused);
  const spentSeconds =
    probes.reduce((sum, { elapsedNanoseconds }) => sum + elapsedNanoseconds, 0) / NANOSECONDS_PER_SECOND;
  const neededSeconds = spentSeconds + unpaused.requests / requestsPerSecond;
  // Once a rate is kept there are four probes to come at most, none of them longer: too late to give up.
  const isTooLong = neededSeconds > mostSeconds && bestStep(tried) === null;
  return isTooLong ? { kind: 'out-of-time', neededSeconds } : { kind: 'probe', step, requestsPerSecond };
}

/** How many requests a second a probe answered. */
export function rateOf({ requests, elapsedNanoseconds }: ProbeFacts): number {
  return (requests / elapsedNanoseconds) * NANOSECONDS_PER_SECOND;
}

/** The highest rate that was served in time; null where the trial found none: not known, and not 0. */
export function servedRate(facts: ServingFacts): number | null {
  const state = searchState(facts);
  return state.kind === 'found' ? state.requestsPerSecond : null;
}

/** At that rate; NaN where there is none. */
export function secondsPerRequest(facts: ServingFacts | null): number {
  return facts ? 1 / (servedRate(facts) ?? Number.NaN) : Number.NaN;
}

/** LATE_GENERATOR: a probe of it was repeated for that. NO_RATE: it has no number, and its round is not compared. */
export function servingTags(facts: ServingFacts | null): string[] {
  if (facts === null) return [];
  return [
    ...(facts.probes.some((probe) => isLate(probe, facts)) ? ['LATE_GENERATOR'] : []),
    ...(searchState(facts).kind === 'found' ? [] : ['NO_RATE']),
  ];
}

/** Of probes whose generator was in time. */
function triedSteps(facts: ServingFacts): TriedStep[] {
  return facts.probes
    .filter((probe) => probe.step > 0 && !isLate(probe, facts))
    .map((probe) => ({ step: probe.step, kept: isKept(probe, facts) }));
}

function endOf({ probes }: ServingFacts, best: number | null): SearchState {
  const found = probes.find(({ step }) => step === best)?.requestsPerSecond;
  if (found) return { kind: 'found', requestsPerSecond: found };
  const lowest = probes.reduce((one, other) => (other.step > one.step ? other : one));
  return { kind: 'none', lowest };
}
