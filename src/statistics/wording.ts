/**
 * How a comparison is worded, by what was measured: the same ratio is "as fast", "as long", "as much memory", "as much
 * energy" or, turned over, "as many requests a second".
 */
import type { Interval, LatencyBound, Measured, PairAnalysis, Told } from './analysis';
import { formatConfidence, formatCount, formatLatencyBound, formatRatio } from './format';

/** In each sentence "less" wins: less time, less memory, less energy, less time for a request. */
export interface Wording {
  /** Put before a whole sentence. */
  readonly opening: string;
  /** "fastest", of so many. */
  readonly best: string;
  /** That `winner` is better; `ratio`: the other's amount over its own. */
  wins(winner: string, other: string, ratio: Interval): string;
  /** What an amount is to another, whoever wins; `ratio`: of the subject to the other. */
  takes(subject: string, other: string, ratio: Interval): string;
  /** How far the best of several is ahead of the next. */
  leads(best: string, ofMany: string, next: string, ratio: Interval): string;
  /** "fastest by batch size", before who is. */
  headline(what: string): string;
  /** Of whoever is ahead: "is faster". */
  readonly ahead: string;
  /** Of two of whom neither is: "equally fast". */
  readonly level: string;
  /** As a clause after "Compared with X (95 % CI): "; `ratio`: of the subject to X. */
  clause(subject: string, better: boolean, ratio: Interval): string;
}

export function wordingOf(measured: Told): Wording {
  if (typeof measured === 'object') return ofRequests(measured);
  if (measured === 'PEAK_MEMORY') return OF_MEMORY;
  if (measured === 'ENERGY') return OF_ENERGY;
  return { ...OF_TIME, opening: OPENINGS[measured] };
}

const OPENINGS = {
  ITERATION: '',
  FIRST_RESULT: 'To the first result: ',
  LIVE_EDIT: 'From a change of the model to its first result, in a process that goes on: ',
  FRESH_EDIT: 'To the first result of the changed model, in a fresh process: ',
};

/** Without the bound that goes with it. */
export function kindOf(told: Told): Measured {
  if (told === 'LIVE_EDIT' || told === 'FRESH_EDIT') return 'FIRST_RESULT';
  return typeof told === 'object' ? 'REQUEST' : told;
}

/** 1/x of a ratio: the same statement seen from the other side. */
export function inverted({ value, low, high, confidence }: Interval): Interval {
  return { value: 1 / value, low: 1 / high, high: 1 / low, confidence };
}

/** "1.23" and ", 95 % CI 1.18 to 1.29". */
function told(ratio: Interval): { times: string; interval: string } {
  const text = formatRatio(ratio);
  return { times: text.value, interval: formatConfidence(ratio.confidence, text) };
}

function range(ratio: Interval): string {
  const { value, low, high } = formatRatio(ratio);
  return `${value} times (${low} to ${high})`;
}

const OF_TIME: Wording = {
  opening: '',
  best: 'fastest',
  wins: (winner, other, ratio) => `${winner} is ${told(ratio).times} times as fast as ${other}${told(ratio).interval}`,
  takes: (subject, other, ratio) =>
    `${subject} takes ${told(ratio).times} times as long as ${other}${told(ratio).interval}`,
  leads: (best, ofMany, next, ratio) =>
    `${best} is the ${ofMany}, ${told(ratio).times} times as fast as the next, ${next}${told(ratio).interval}`,
  headline: (what) => `fastest by ${what}`,
  ahead: 'is faster',
  level: 'equally fast',
  clause: (subject, better, ratio) =>
    better ? `${subject} is ${range(inverted(ratio))} as fast` : `${subject} takes ${range(ratio)} as long`,
};

function ofAmount(what: string): Wording {
  return {
    opening: '',
    best: 'most sparing',
    wins: (winner, other, ratio) =>
      `${winner} needs less ${what}: ${other} needs ${told(ratio).times} times as much${told(ratio).interval}`,
    takes: (subject, other, ratio) =>
      `${subject} needs ${told(ratio).times} times as much ${what} as ${other}${told(ratio).interval}`,
    leads: (best, ofMany, next, ratio) =>
      `${best} is the ${ofMany} with ${what}: the next, ${next}, needs ${told(ratio).times} times as much${told(ratio).interval}`,
    headline: (by) => `least ${what} by ${by}`,
    ahead: `needs less ${what}`,
    level: 'level',
    clause: (subject, _better, ratio) => `${subject} needs ${range(ratio)} as much ${what}`,
  };
}

/** The ratios are of seconds per request: who needs fewer serves more. */
function ofRequests(bound: LatencyBound): Wording {
  const within = `within ${formatLatencyBound(bound)}`;
  const many = (times: string) => `serves ${times} times as many requests a second`;
  return {
    opening: '',
    best: 'fastest server',
    wins: (winner, other, ratio) => `${winner} ${many(told(ratio).times)} as ${other} ${within}${told(ratio).interval}`,
    takes: (subject, other, ratio) => {
      const { times, interval } = told(inverted(ratio));
      return `${subject} ${many(times)} as ${other} ${within}${interval}`;
    },
    leads: (best, ofMany, next, ratio) =>
      `${best} is the ${ofMany}: ${within} it ${many(told(ratio).times)} as the next, ${next}${told(ratio).interval}`,
    headline: (by) => `most requests a second by ${by}`,
    ahead: 'serves more',
    level: 'level',
    clause: (subject, _better, ratio) =>
      `${subject} serves ${range(inverted(ratio))} as many requests a second ${within}`,
  };
}

const OF_MEMORY = ofAmount('memory');
const OF_ENERGY = ofAmount('energy');

/** As a clause after the statement: when what is slower to start has made up for it; empty where that is not known. */
export function catchingUp(
  { breakEven, baselineRunId }: Pick<PairAnalysis, 'breakEven' | 'baselineRunId'>,
  labels: { readonly baseline: string; readonly candidate: string },
): string {
  if (!breakEven) return '';
  const { iterations, runId } = breakEven;
  const text = formatCount(iterations);
  const count = `${text.value} ${text.value === '1' ? 'iteration' : 'iterations'}`;
  const who = runId === baselineRunId ? labels.baseline : labels.candidate;
  return `; ${who} has caught up after ${count}${formatConfidence(iterations.confidence, text)}`;
}
