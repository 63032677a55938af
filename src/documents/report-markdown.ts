/** A report as Markdown (CommonMark with tables): the answer first, then what it rests on. */
import { answerSentence } from '../claims/claim-sentence';
import type { Part } from '../claims/claim';
import type { Effect } from '../claims/effect';
import type { JudgedClaim, JudgedPart } from '../claims/judge';
import { ruleOf } from '../claims/rule-words';
import { capitalised, formatPercent, formatRatio } from '../statistics/format';
import { escaped, table } from './markdown';
import { OVERHEAD } from './overhead-charts';
import { OVERVIEW } from './report-charts';
import { racesOfClaim, type DocumentedRace, type ReportDocument } from './report-document';
import { settingsSection } from './settings-section';
import { chartName, type Charts } from './sketch';

const TITLE = 'TensorFlow vs PyTorch: what the article claims, measured';

/** With charts: each is an image whose address is `chart:` and its name, for `reportPage`; its text says what it shows. */
export function reportMarkdown(report: ReportDocument, charts: Charts | null = null): string {
  return [
    `# ${TITLE}`,
    ...opening(report),
    '## The answer',
    report.claims.map(({ judged }) => `- ${escaped(answerSentence(judged))}`).join('\n'),
    chartImage(OVERVIEW, charts),
    ...report.claims.flatMap(({ declared, judged }) => claimSection(declared.parts, judged, report.races, charts)),
    ...machineSection(report),
    ...methodSection(report),
    ...racesSection(report),
    ...missingSection(report),
  ]
    .filter((block) => block !== '')
    .join('\n\n')
    .concat('\n');
}

function opening({ label, createdAt, status, effort, engines, racesEnded, racesTotal }: ReportDocument): string[] {
  const facts = [
    label === null ? [] : [escaped(label)],
    `asked for on ${createdAt.toISOString().slice(0, 10)}`,
    `engines: ${escaped(engines.join(', '))}`,
    `effort: ${effort}`,
    `${racesEnded} of ${racesTotal} races measured`,
  ].flat();
  const unfinished =
    racesEnded === racesTotal && status === 'FINISHED'
      ? ''
      : `**This report is ${status === 'FINISHED' ? 'not whole' : status.toLowerCase()}: it is judged by what is there.**`;
  return [`${facts.join(' · ')}`, unfinished];
}

function claimSection(
  parts: readonly Part[],
  judged: JudgedClaim,
  races: readonly DocumentedRace[],
  charts: Charts | null,
): string[] {
  const own = racesOfClaim(judged, races);
  return [
    `## ${escaped(judged.statement)}`,
    escaped(judged.sentence),
    ...chartsNamed(chartName(judged.id, OVERHEAD), charts),
    ...judged.parts.flatMap((part, index) => partSection(judged.id, parts[index], part, charts)),
    ...chartsNamed(chartName(judged.id, 'starts-'), charts),
    ...settingsSection(own),
    warningsOf(own),
  ];
}

function partSection(claim: string, rule: Part | undefined, part: JudgedPart, charts: Charts | null): string[] {
  const thresholds = rule
    ? `${ruleOf(rule.expects)} Supported from ${formatPercent(rule.supportedFrom)} of the cases on, contradicted up to ${formatPercent(rule.contradictedUpTo)}.`
    : '';
  return [
    `### ${escaped(capitalised(part.name))}: ${part.verdict.toLowerCase().replace(/_/g, ' ')}`,
    escaped(thresholds),
    chartImage(chartName(claim, part.id), charts),
    part.effects.length === 0
      ? 'Nothing of this is measured yet.'
      : table(
          ['Case', 'Compared', 'Times as fast', 'Interval', 'Says'],
          part.effects.map((effect) => effectRow(effect)),
        ),
  ];
}

function effectRow({ name, subject, other, timesAsFast, stance, onlyAlone, missing }: Effect): string[] {
  const who = subject === other ? subject : `${subject} / ${other}`;
  if (!timesAsFast) return [name, who, 'not measured', missing ?? '', stance.toLowerCase()];
  const { value, low, high } = formatRatio(timesAsFast);
  const percent = Math.floor(timesAsFast.confidence * 1000 + 1e-6) / 10;
  const ends = percent > 0 ? `${low} to ${high} (${percent} %)` : 'too few rounds for one';
  return [name, who, value, ends, onlyAlone ? 'undecided (shown by itself alone)' : stance.toLowerCase()];
}

function chartImage(name: string, charts: Charts | null): string {
  const chart = charts?.get(name);
  return chart ? `![${escaped(chart.alt)}](chart:${name})` : '';
}

/** All whose names begin so. */
function chartsNamed(beginning: string, charts: Charts | null): string[] {
  const names = [...(charts?.keys() ?? [])].filter((name) => name.startsWith(beginning));
  return names.map((name) => chartImage(name, charts));
}

/** Each once, with the races that have it. */
function warningsOf(races: readonly DocumentedRace[]): string {
  const warned = new Map<string, string[]>();
  for (const { name, warnings } of races) {
    for (const text of new Set(warnings)) warned.set(text, [...(warned.get(text) ?? []), name]);
  }
  const lines = [...warned].map(([text, names]) => `- ${escaped(`${text} (${names.join('; ')})`)}`);
  return lines.length === 0 ? '' : `Warnings:\n\n${lines.join('\n')}`;
}

function machineSection({ machines }: ReportDocument): string[] {
  const several = machines.length < 2 ? [] : ['**Its races were measured on different machines.**'];
  if (machines.length === 0) return ['## The machine', 'Nothing has been measured yet.'];
  return [
    '## The machine',
    ...several,
    ...machines.map((facts) =>
      table(
        ['What', 'Is'],
        facts.map((fact) => [...fact]),
      ),
    ),
  ];
}

function methodSection({ effort, forksTrials, races }: ReportDocument): string[] {
  const bounds = [...new Set(races.map(({ practicalDifference }) => practicalDifference))].sort();
  const zones = bounds.map(formatPercent).join(' or ');
  const processes = forksTrials
    ? 'each in a new process (on a CPU forked from one that has imported the framework, but where the start itself is raced)'
    : 'each in a process that starts anew and imports the framework itself';
  return [
    '## How it was measured',
    `Each race is ${effort}. All entrants of a race build the same network from the same weights, and prove that they compute the same (normwise error ` +
      'against a float64 reference) before anything is timed. Rounds take all entrants in a balanced random order, ' +
      `${processes}, in turn on the same processors; ratios are taken within a round, so that what the machine does to all of them cancels out. Intervals are of the median ratio over ` +
      `rounds, corrected for all comparisons of the race; differences within ${zones === '' ? 'the race’s practical difference' : zones} do not matter. A claim's ` +
      'verdict holds however its undecided cases turn out; its rules were stored before anything was measured. The decided cases of a part hold ' +
      'together: that any of them is wrong has a probability of at most 5 % (Hochberg).',
  ];
}

function racesSection({ races }: ReportDocument): string[] {
  const rows = races.map(({ name, work, verdict, status, rounds, entrants, id }) => [
    name,
    work,
    verdict ?? (status === null ? 'not there' : status.toLowerCase()),
    String(rounds),
    entrants.map(entrantWords).join('; '),
    id ?? '',
  ]);
  return ['## The races', table(['Race', 'Work', 'Verdict', 'Rounds', 'Entrants', 'Id'], rows)];
}

function entrantWords({ label, version, parity, failure, compilations }: DocumentedRace['entrants'][number]): string {
  const error = parity === null ? [] : `error ${parity.toExponential(0)}`;
  const compiled = compilations === null ? [] : `${compilations} compiled for the change`;
  const facts = [version ?? [], error, compiled, failure ?? []].flat();
  return facts.length === 0 ? label : `${label} (${facts.join(', ')})`;
}

function missingSection({ claims }: ReportDocument): string[] {
  const lines = claims.flatMap(({ judged }) => {
    const open = judged.parts.filter(({ effects }) => effects.length === 0).map(({ name }) => name);
    return [...open, ...judged.notMeasured].map((what) => `- ${escaped(`${what} (“${judged.statement}”)`)}`);
  });
  return lines.length === 0 ? [] : ['## What was not measured', lines.join('\n')];
}
