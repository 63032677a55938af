/** A comparison and a race in one sentence that a person can quote: never more than the interval allows. */
import type { PairAnalysis, RaceAnalysis, Told } from './analysis';
import { LOOKS } from './looks';
import {
  formatBytes,
  formatConfidence,
  formatJoules,
  formatLatencyBound,
  formatList,
  formatPercent,
  formatRatio,
  formatRequestRate,
  formatRounds,
  formatSeconds,
} from './format';
import { seenFrom } from './seen-from';
import { catchingUp, inverted, kindOf, wordingOf, type Wording } from './wording';

const LAST_LOOK = LOOKS.at(-1) ?? 0;

/** The runs' labels, as they are to be printed. */
export interface PairLabels {
  readonly baseline: string;
  readonly candidate: string;
}

/** What a pair is told by: its names, the race's rho, and the words for what was measured. */
interface Telling {
  readonly labels: PairLabels;
  readonly practicalDifference: number;
  readonly words: Wording;
}

function soFarOf(pair: PairAnalysis, { labels, words }: Telling): string {
  return words.takes(labels.candidate, labels.baseline, pair.ratio);
}

function reservation({ clear, flags }: PairAnalysis, practicalDifference: number): string {
  if (clear) return '';
  const less = `perhaps by less than the ${formatPercent(practicalDifference)} that matter`;
  return flags.includes('STEP_DOWN')
    ? ` (shown step by step, after the larger differences; the interval is for all pairs at once; ${less})`
    : ` (but ${less})`;
}

function withinPractical(pair: PairAnalysis, telling: Telling): string {
  const { labels, practicalDifference } = telling;
  const { low, high } = pair.ratio;
  const detectable = low > 1 || high < 1 ? ': a real difference, but too small to matter' : '';
  return (
    `No practical difference between ${labels.candidate} and ${labels.baseline}: ` +
    `${soFarOf(pair, telling)}, within ±${formatPercent(practicalDifference)}${detectable}`
  );
}

function undecided(pair: PairAnalysis, telling: Telling): string {
  const { labels } = telling;
  const soFar = soFarOf(pair, telling);
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
  measured: Told = 'ITERATION',
): string {
  const words = wordingOf(measured);
  const said = statement(pair, { labels, practicalDifference, words });
  return `${words.opening}${said}${catchingUp(pair, labels)}${withPauses(pair, labels)}${provenance(pair)}`;
}

/** Where pauses change the answer both are told. */
function withPauses({ flags, totalRatio }: PairAnalysis, labels: PairLabels): string {
  if (!flags.includes('TAIL_SENSITIVE') || !totalRatio) return '';
  const ratio = formatRatio(totalRatio);
  const range = `${ratio.value} times (${ratio.low} to ${ratio.high})`;
  return `; that is the typical block: with its pauses ${labels.candidate} takes ${range} as long as ${labels.baseline}`;
}

/** What a reader has to know of runs that were not measured side by side, or not under the same load. */
function provenance({ flags }: PairAnalysis): string {
  if (flags.includes('UNEVEN_LOAD')) return '; other programs computed more beside one of them than beside the other';
  if (!flags.includes('UNPAIRED')) return '';
  return flags.includes('DIFFERENT_MACHINES')
    ? ' (in different races on different machines: of engines and machines together)'
    : ' (in different races, not side by side)';
}

function statement(pair: PairAnalysis, telling: Telling): string {
  const { labels, practicalDifference, words } = telling;
  const { baseline, candidate } = labels;
  switch (pair.verdict) {
    case 'BASELINE_FASTER':
      return `${words.wins(baseline, candidate, pair.ratio)}${reservation(pair, practicalDifference)}`;
    case 'CANDIDATE_FASTER':
      return `${words.wins(candidate, baseline, inverted(pair.ratio))}${reservation(pair, practicalDifference)}`;
    case 'NO_PRACTICAL_DIFFERENCE':
      return withinPractical(pair, telling);
    case 'INCONCLUSIVE':
      return undecided(pair, telling);
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
  measured: Told = 'ITERATION',
): string {
  if (analysis.roundsCompleted === 0) return 'Nothing can be said: no round was completed by every entrant';
  return `${wordingOf(measured).opening}${statementOfRace(analysis, labels, practicalDifference, measured)}`;
}

function statementOfRace(
  analysis: RaceAnalysis,
  labels: RunLabels,
  practicalDifference: number,
  measured: Told,
): string {
  const words = wordingOf(measured);
  const [only, ...others] = analysis.comparisons;
  if (!only) return amountSentence(analysis, labels, measured);
  if (others.length === 0) {
    const names = { baseline: labelOf(labels, only.baselineRunId), candidate: labelOf(labels, only.candidateRunId) };
    const telling = { labels: names, practicalDifference, words };
    return `${statement(only, telling)}${catchingUp(only, names)}${withPauses(only, names)}${provenance(only)}`;
  }
  const leader = analysis.standings[0]?.runId ?? '';
  const seenFromLeader = analysis.comparisons.flatMap((pair) => seenFrom(leader, pair) ?? []);
  return seenFromLeader.length === analysis.standings.length - 1
    ? leaderSentence(leader, seenFromLeader, labels, { practicalDifference, words })
    : baselineSentence(analysis.comparisons, labels, { practicalDifference, words });
}

const AMOUNTS = {
  ITERATION: { format: formatSeconds, verb: 'takes', per: ' per iteration' },
  FIRST_RESULT: { format: formatSeconds, verb: 'takes', per: '' },
  PEAK_MEMORY: { format: formatBytes, verb: 'holds', per: '' },
  ENERGY: { format: formatJoules, verb: 'needs', per: ' per item' },
  REQUEST: { format: formatRequestRate, verb: 'serves', per: '' },
};

function amountSentence(analysis: RaceAnalysis, labels: RunLabels, measured: Told): string {
  const run = analysis.runs[0];
  if (!run?.secondsPerIteration) return 'Nothing can be said: no round was completed';
  const { format, verb, per: item } = AMOUNTS[kindOf(measured)];
  const per = typeof measured === 'object' ? ` within ${formatLatencyBound(measured)}` : item;
  const amount = format(run.secondsPerIteration);
  const interval = formatConfidence(run.secondsPerIteration.confidence, amount);
  if (run.secondsPerIteration.confidence <= 0) {
    return `Not enough data for an interval: after ${formatRounds(run.rounds)} ${labelOf(labels, run.runId)} ${verb} about ${amount.value} ${amount.unit}${per}`;
  }
  return `${labelOf(labels, run.runId)} ${verb} ${amount.value} ${amount.unit}${per}${interval}, over ${formatRounds(run.rounds)}`;
}

type TellingOfMany = Omit<Telling, 'labels'>;

function leaderSentence(
  leader: string,
  pairs: PairAnalysis[],
  labels: RunLabels,
  { practicalDifference, words }: TellingOfMany,
): string {
  const name = labelOf(labels, leader);
  const namesOf = (of: PairAnalysis[]) => of.map((pair) => labelOf(labels, pair.candidateRunId));
  const slower = pairs
    .filter((pair) => pair.verdict === 'BASELINE_FASTER')
    .sort((a, b) => a.ratio.value - b.ratio.value);
  const equal = pairs.filter((pair) => pair.verdict === 'NO_PRACTICAL_DIFFERENCE');
  const open = pairs.filter((pair) => !slower.includes(pair) && !equal.includes(pair));
  const fastest = `${words.best} of ${pairs.length + 1}`;
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
  if (!next) return `${name} is the ${fastest}`;
  const lead = words.leads(name, fastest, labelOf(labels, next.candidateRunId), next.ratio);
  return `${lead}${reservation(next, practicalDifference)}`;
}

function baselineSentence(
  pairs: readonly PairAnalysis[],
  labels: RunLabels,
  { practicalDifference, words }: TellingOfMany,
): string {
  const clauses = pairs.map((pair) => {
    const candidate = labelOf(labels, pair.candidateRunId);
    if (pair.verdict === 'INCONCLUSIVE') return `${candidate} is undecided`;
    if (pair.verdict === 'NO_PRACTICAL_DIFFERENCE') {
      return `${candidate} is within ±${formatPercent(practicalDifference)}`;
    }
    return words.clause(candidate, pair.verdict === 'CANDIDATE_FASTER', pair.ratio);
  });
  const percent = formatPercent(pairs[0]?.ratio.confidence ?? 0);
  return `Compared with ${labelOf(labels, pairs[0]?.baselineRunId ?? '')} (${percent} CI): ${clauses.join('; ')}`;
}
