/** Two reports beside each other, in words: what is different about how they were measured, and what they then say. */
import { compareClaims, type ComparedClaim, type ComparedEffect, type RaceOfBoth } from '../claims/compare';
import type { Interval } from '../statistics/analysis';
import { formatList, formatRatio } from '../statistics/format';
import { htmlPage } from './html-page';
import { escaped, table } from './markdown';
import { PRACTICAL_DIFFERENCE, type ReportDocument } from './report-document';

/** Of a machine: its identity, not something about it. */
const IDENTITY = 'Profile';
const TITLE = 'Two reports, compared';

export interface ReportComparison {
  readonly claims: readonly ComparedClaim[];
  /** What is not the same about the two, in words, before anything is said of what they measured; "Processor: A; B". */
  readonly differences: readonly string[];
  readonly sentence: string;
}

export function compareReports(baseline: ReportDocument, candidate: ReportDocument): ReportComparison {
  const judged = (report: ReportDocument) => report.claims.map((claim) => claim.judged);
  const claims = compareClaims(judged(baseline), judged(candidate), (key) => raceOfBoth(key, baseline, candidate));
  const differences = differencesOf(baseline, candidate);
  return { claims, differences, sentence: sentenceOf(claims, differences) };
}

function raceOfBoth(key: string, ...reports: readonly ReportDocument[]): RaceOfBoth {
  const races = reports.flatMap((report) => report.races.find((race) => race.key === key) ?? []);
  const shapes = new Set(races.flatMap(({ shape }) => shape ?? []));
  const bounds = races.map(({ practicalDifference }) => practicalDifference);
  return { practicalDifference: Math.max(0, ...bounds) || PRACTICAL_DIFFERENCE, sameWork: shapes.size < 2 };
}

function sentenceOf(claims: readonly ComparedClaim[], differences: readonly string[]): string {
  const count = (agree: boolean | null) => claims.filter((claim) => claim.agree === agree).length;
  const said = [
    count(true) > 0 && `${count(true)} answered alike`,
    count(false) > 0 && `${count(false)} otherwise`,
    count(null) > 0 && `${count(null)} without an answer in both`,
  ].filter((words) => words !== false);
  const measured =
    differences.length === 0
      ? 'Both were measured on the same kind of machine with the same versions.'
      : `What else is different: ${differences.join('. ')}.`;
  return `Of ${claims.length} ${claims.length === 1 ? 'claim' : 'claims'} ${formatList(said)}. ${measured}`;
}

function differencesOf(baseline: ReportDocument, candidate: ReportDocument): string[] {
  const [one, two] = [factsOf(baseline), factsOf(candidate)];
  return [...new Set([...one.keys(), ...two.keys()])].flatMap((name) => {
    const [was, is] = [one, two].map((facts) => [...(facts.get(name) ?? [])].sort().join(', ') || 'not known');
    return was === is ? [] : `${name}: ${was} in the first, ${is} in the second`;
  });
}

/** By name; several values where its races were measured on several machines, or by several versions. */
function factsOf({ machines, races, effort }: ReportDocument): Map<string, Set<string>> {
  const facts = new Map<string, Set<string>>([['Effort', new Set([effort])]]);
  const add = (name: string, value: string) => facts.set(name, (facts.get(name) ?? new Set()).add(value));
  for (const [name, value] of machines.flat()) if (name !== IDENTITY) add(name, value);
  for (const { label, version } of races.flatMap(({ entrants }) => entrants)) if (version !== null) add(label, version);
  return facts;
}

export function comparisonMarkdown(
  baseline: ReportDocument,
  candidate: ReportDocument,
  { claims, differences, sentence }: ReportComparison,
): string {
  const named = [baseline, candidate].map(
    ({ id, label, createdAt }) =>
      `${label === null ? '' : `${escaped(label)}, `}${createdAt.toISOString().slice(0, 10)} (${escaped(id)})`,
  );
  return [
    `# ${TITLE}`,
    `First: ${named[0]}\n\nSecond: ${named[1]}`,
    escaped(sentence),
    ...(differences.length === 0
      ? []
      : ['## What is different', differences.map((line) => `- ${escaped(line)}`).join('\n')]),
    ...claims.flatMap(claimSection),
    'A change is how many times as fast the subject is in the second report over how many times in the first; its interval puts the ends of both together in the worst way.',
  ]
    .join('\n\n')
    .concat('\n');
}

export function comparisonPage(markdown: string): string {
  return htmlPage(TITLE, markdown, new Map());
}

function claimSection({ statement, sentence, effects }: ComparedClaim): string[] {
  const rows = effects.map((effect) => [
    ...[effect.name, effect.subject === effect.other ? effect.subject : `${effect.subject} / ${effect.other}`],
    ...[intervalWords(effect.baseline), intervalWords(effect.candidate), intervalWords(effect.change), saysOf(effect)],
  ]);
  const header = ['Case', 'Compared', 'First: times as fast', 'Second', 'Change', 'Says'];
  return [`## ${escaped(statement)}`, escaped(sentence), ...(rows.length === 0 ? [] : [table(header, rows)])];
}

function intervalWords(interval: Interval | null): string {
  if (!interval) return 'not measured';
  const { value, low, high } = formatRatio(interval);
  return interval.confidence > 0 ? `${value} (${low} to ${high})` : value;
}

function saysOf({ differs, missing }: ComparedEffect): string {
  if (missing !== null) return missing;
  if (differs === null) return 'cannot be told';
  return differs ? 'changed' : 'no practical change';
}
