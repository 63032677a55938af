/** A comparison and a race in one sentence that a person can quote: never more than the interval allows. */
import type { Interval, MeasuredTime, PairAnalysis, RaceAnalysis } from './analysis';
import { LOOKS } from './looks';
import { formatConfidence, formatList, formatPercent, formatRatio, formatRounds, formatSeconds } from './format';

const LAST_LOOK = LOOKS.at(-1) ?? 0;

/** The runs' labels, as they are to be printed. */
export interface PairLabels {
  readonly baseline: string;
  readonly candidate: string;
}

/** 1/x of a ratio: the same statement seen from the other side. */
function inverted({ value, low, high, confidence }: Interval): Interval {
  return { value: 1 / value, low: 1 / high, high: 1 / low, confidence };
}

/** "1.23 times as fast as B, 95 % CI 1.18 to 1.29". */
function timesAsFast(slowerOverFaster: Interval, slower: string): string {
  const ratio = formatRatio(slowerOverFaster);
  return `${ratio.value} times as fast as ${slower}${formatConfidence(slowerOverFaster.confidence, ratio)}`;
}

function takesTimesAsLong(pair: PairAnalysis, labels: PairLabels): string {
  const ratio = formatRatio(pair.ratio);
  const interval = formatConfidence(pair.ratio.confidence, ratio);
  return `${labels.candidate} takes ${ratio.value} times as long as ${labels.baseline}${interval}`;
}

function reservation({ clear, flags }: PairAnalysis, practicalDifference: number): string {
  if (clear) return '';
  const less = `perhaps by less than the ${formatPercent(practicalDifference)} that matter`;
  return flags.includes('STEP_DOWN')
    ? ` (shown step by step, after the larger differences; the interval is for all pairs at once; ${less})`
    : ` (but ${less})`;
}

function withinPractical(pair: PairAnalysis, labels: PairLabels, practicalDifference: number): string {
  const { low, high } = pair.ratio;
  const detectable = low > 1 || high < 1 ? ': a real difference, but too small to matter' : '';
  return (
    `No practical difference between ${labels.candidate} and ${labels.baseline}: ` +
    `${takesTimesAsLong(pair, labels)}, within ±${formatPercent(practicalDifference)}${detectable}`
  );
}

function undecided(pair: PairAnalysis, labels: PairLabels): string {
  const soFar = takesTimesAsLong(pair, labels);
  if (pair.flags.includes('NOT_STEADY') && !pair.flags.includes('TOO_FEW_ROUNDS')) {
    return `No verdict on ${labels.candidate} and ${labels.baseline}, because not every trial became steady: ${soFar}`;
  }
  if (pair.flags.includes('WARMING')) {
    return `No verdict on ${labels.candidate} and ${labels.baseline}, because it would hang on the first blocks of each trial: ${soFar}`;
  }
  const rounds = formatRounds(pair.rounds);
  if (pair.flags.includes('UNPAIRED') && !pair.flags.includes('TOO_FEW_ROUNDS')) {
    return `${labels.candidate} cannot be told from ${labels.baseline}: ${soFar}`;
  }
  return `Not enough data to tell ${labels.candidate} from ${labels.baseline}: after ${rounds} ${soFar}${outlook([pair])}`;
}

/**
 * "A is 1.23 times as fast as B, 95 % CI 1.18 to 1.29", the faster one first; or that there is no practical
 * difference, or no verdict, with the ratio so far. `practicalDifference` is the race's rho.
 */
export function comparisonSentence(
  pair: PairAnalysis,
  labels: PairLabels,
  practicalDifference: number,
  time: MeasuredTime = 'ITERATION',
): string {
  return `${opening(time)}${statement(pair, labels, practicalDifference)}${withPauses(pair, labels)}${provenance(pair)}`;
}

/** Where pauses change the answer both are told. */
function withPauses({ flags, totalRatio }: PairAnalysis, labels: PairLabels): string {
  if (!flags.includes('TAIL_SENSITIVE') || !totalRatio) return '';
  const ratio = formatRatio(totalRatio);
  const range = `${ratio.value} times (${ratio.low} to ${ratio.high})`;
  return `; that is the typical block: with its pauses ${labels.candidate} takes ${range} as long as ${labels.baseline}`;
}

function opening(time: MeasuredTime): string {
  return time === 'FIRST_RESULT' ? 'To the first result: ' : '';
}

/** What a reader has to know of runs that were not measured side by side. */
function provenance({ flags }: PairAnalysis): string {
  if (!flags.includes('UNPAIRED')) return '';
  return flags.includes('DIFFERENT_MACHINES')
    ? ' (in different races on different machines: of engines and machines together)'
    : ' (in different races, not side by side)';
}

function statement(pair: PairAnalysis, labels: PairLabels, practicalDifference: number): string {
  const { baseline, candidate } = labels;
  switch (pair.verdict) {
    case 'BASELINE_FASTER':
      return `${baseline} is ${timesAsFast(pair.ratio, candidate)}${reservation(pair, practicalDifference)}`;
    case 'CANDIDATE_FASTER':
      return `${candidate} is ${timesAsFast(inverted(pair.ratio), baseline)}${reservation(pair, practicalDifference)}`;
    case 'NO_PRACTICAL_DIFFERENCE':
      return withinPractical(pair, labels, practicalDifference);
    case 'INCONCLUSIVE':
      return undecided(pair, labels);
  }
}

/** What it would take to decide all of the open pairs; empty where that cannot be told of one of them. */
function outlook(open: readonly PairAnalysis[]): string {
  const needed = open.map(({ furtherRounds }) => furtherRounds ?? 0);
  if (needed.length === 0 || needed.some((rounds) => rounds < 1)) return '';
  const further = Math.max(...needed);
  const total = further + (open[0]?.rounds ?? 0);
  if (total <= LAST_LOOK) return `; about ${further} more would likely decide`;
  return `; that would likely take ${total} rounds in all, more than the ${LAST_LOOK} of a race`;
}

/** Run id → label. */
export type RunLabels = Readonly<Record<string, string>>;

function labelOf(labels: RunLabels, runId: string): string {
  return labels[runId] ?? runId;
}

/**
 * What a race says: the time of a single run; the comparison of two; of several the fastest and what comes next,
 * or, where a baseline was asked for that is not the fastest, each run against it.
 */
export function raceSentence(
  analysis: RaceAnalysis,
  labels: RunLabels,
  practicalDifference: number,
  time: MeasuredTime = 'ITERATION',
): string {
  if (analysis.roundsCompleted === 0) return 'Nothing can be said: no round was completed by every entrant';
  return `${opening(time)}${statementOfRace(analysis, labels, practicalDifference, time)}`;
}

function statementOfRace(
  analysis: RaceAnalysis,
  labels: RunLabels,
  practicalDifference: number,
  time: MeasuredTime,
): string {
  const [only, ...others] = analysis.comparisons;
  if (!only) return timeSentence(analysis, labels, time);
  if (others.length === 0) {
    const names = { baseline: labelOf(labels, only.baselineRunId), candidate: labelOf(labels, only.candidateRunId) };
    return comparisonSentence(only, names, practicalDifference);
  }
  const leader = analysis.standings[0]?.runId ?? '';
  const seenFromLeader = analysis.comparisons.flatMap((pair) => seenFrom(leader, pair) ?? []);
  return seenFromLeader.length === analysis.standings.length - 1
    ? leaderSentence(leader, seenFromLeader, labels, practicalDifference)
    : baselineSentence(analysis.comparisons, labels, practicalDifference);
}

function timeSentence(analysis: RaceAnalysis, labels: RunLabels, measured: MeasuredTime): string {
  const run = analysis.runs[0];
  const per = measured === 'ITERATION' ? ' per iteration' : '';
  if (!run?.secondsPerIteration) return 'Nothing can be said: no round was completed';
  const time = formatSeconds(run.secondsPerIteration);
  const interval = formatConfidence(run.secondsPerIteration.confidence, time);
  if (run.secondsPerIteration.confidence <= 0) {
    return `Not enough data for an interval: after ${formatRounds(run.rounds)} ${labelOf(labels, run.runId)} takes about ${time.value} ${time.unit}${per}`;
  }
  return `${labelOf(labels, run.runId)} takes ${time.value} ${time.unit}${per}${interval}, over ${formatRounds(run.rounds)}`;
}

/** The pair with the given run as its baseline; null if it is not in it. */
function seenFrom(runId: string, pair: PairAnalysis): PairAnalysis | null {
  if (pair.baselineRunId === runId) return pair;
  if (pair.candidateRunId !== runId) return null;
  const turned = { BASELINE_FASTER: 'CANDIDATE_FASTER', CANDIDATE_FASTER: 'BASELINE_FASTER' } as const;
  const verdict =
    pair.verdict === 'BASELINE_FASTER' || pair.verdict === 'CANDIDATE_FASTER' ? turned[pair.verdict] : pair.verdict;
  return { ...pair, baselineRunId: runId, candidateRunId: pair.baselineRunId, ratio: inverted(pair.ratio), verdict };
}

function leaderSentence(leader: string, pairs: PairAnalysis[], labels: RunLabels, practicalDifference: number): string {
  const name = labelOf(labels, leader);
  const namesOf = (of: PairAnalysis[]) => of.map((pair) => labelOf(labels, pair.candidateRunId));
  const slower = pairs
    .filter((pair) => pair.verdict === 'BASELINE_FASTER')
    .sort((a, b) => a.ratio.value - b.ratio.value);
  const equal = pairs.filter((pair) => pair.verdict === 'NO_PRACTICAL_DIFFERENCE');
  const open = pairs.filter((pair) => !slower.includes(pair) && !equal.includes(pair));
  const fastest = `fastest of ${pairs.length + 1}`;
  const next = slower[0];
  if (open.length > 0) {
    const rounds = formatRounds(open[0]?.rounds ?? 0);
    return `Not enough data to name the ${fastest}: after ${rounds} ${name} leads, not to be told from ${formatList(namesOf(open))}${outlook(open)}`;
  }
  if (equal.length > 0) {
    const are = equal.length === 1 ? 'is' : 'are';
    const within = `${formatList(namesOf(equal))} ${are} within ±${formatPercent(practicalDifference)} of ${name}`;
    return next
      ? `${formatList([name, ...namesOf(equal)])} are the ${fastest}: ${within}`
      : `No practical difference to the ${fastest}: ${within}`;
  }
  const lead = next ? timesAsFast(next.ratio, `the next, ${labelOf(labels, next.candidateRunId)}`) : '';
  return `${name} is the ${fastest}, ${lead}${next ? reservation(next, practicalDifference) : ''}`;
}

function baselineSentence(pairs: readonly PairAnalysis[], labels: RunLabels, practicalDifference: number): string {
  const clauses = pairs.map((pair) => {
    const candidate = labelOf(labels, pair.candidateRunId);
    const faster = pair.verdict === 'CANDIDATE_FASTER';
    const ratio = formatRatio(faster ? inverted(pair.ratio) : pair.ratio);
    const range = `${ratio.value} times (${ratio.low} to ${ratio.high})`;
    if (faster) return `${candidate} is ${range} as fast`;
    if (pair.verdict === 'BASELINE_FASTER') return `${candidate} takes ${range} as long`;
    if (pair.verdict === 'INCONCLUSIVE') return `${candidate} is undecided`;
    return `${candidate} is within ±${formatPercent(practicalDifference)}`;
  });
  const percent = formatPercent(pairs[0]?.ratio.confidence ?? 0);
  return `Compared with ${labelOf(labels, pairs[0]?.baselineRunId ?? '')} (${percent} CI): ${clauses.join('; ')}`;
}
