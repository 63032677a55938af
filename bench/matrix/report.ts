/** The matrix as Markdown: who finishes what, and the reason for whatever is not FINISHED. */
import type { PrecisionName, TaskName } from '../../src/protocol/messages';
import { engineAdapters } from '../../src/engines/registry';
import type { PairResult } from './pair';
import type { SmallShape } from './shapes';

export interface MatrixRow {
  readonly workload: string;
  readonly task: TaskName;
  readonly precision: PrecisionName;
  readonly parameters: SmallShape;
  /** Machines and dates; more than one where pairs of a row were run again. */
  readonly where: readonly string[];
  readonly results: readonly PairResult[];
}

const nameOf = ({ engine, variant }: PairResult) => `${engine} ${variant}`;

/** One pair as it is kept on disk. */
export interface RecordedPair {
  readonly workload: string;
  readonly task: TaskName;
  readonly precision: PrecisionName;
  readonly shape: SmallShape;
  /** Machine and date. */
  readonly where: string;
  readonly result: PairResult;
}

/** Gathers pairs into rows and columns, in the order of workload and of the engines' registry; the last of a pair counts. */
export function rowsOf(pairs: readonly RecordedPair[]): MatrixRow[] {
  const order = engineAdapters.flatMap(({ id, variants }) => variants.map((variant) => `${id} ${variant.id}`));
  const rows = new Map<string, { pair: RecordedPair; results: Map<string, RecordedPair> }>();
  for (const pair of pairs) {
    const key = `${pair.precision} ${pair.workload} ${pair.task}`;
    const row = rows.get(key) ?? { pair, results: new Map<string, RecordedPair>() };
    row.results.set(nameOf(pair.result), pair);
    rows.set(key, row);
  }
  return [...rows]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([, { pair, results }]) => ({
      workload: pair.workload,
      task: pair.task,
      precision: pair.precision,
      parameters: pair.shape,
      where: [...new Set([...results.values()].map(({ where }) => where))],
      results: order.flatMap((name) => results.get(name)?.result ?? []),
    }));
}

/** Numbers the reasons in the order in which they first occur. */
class Notes {
  private readonly texts: string[] = [];

  number(text: string): number {
    const known = this.texts.indexOf(text);
    return known >= 0 ? known + 1 : this.texts.push(text);
  }

  get lines(): string[] {
    return this.texts.map((text, index) => `${index + 1}. ${text.replace(/\s+/g, ' ')}`);
  }
}

function cell(result: PairResult | undefined, notes: Notes): string {
  if (!result) return '';
  if (result.status === 'FINISHED') return result.parity ? result.parity.error.toExponential(0) : 'FINISHED';
  return `${result.status === 'FAILED' ? '**failed**' : '–'} ${notes.number(result.reason ?? '')}`;
}

/** A matrix may be of some runs only: then it says which variants for a CPU it does not have. */
function missingColumns(names: readonly string[]): string[] {
  const missing = engineAdapters
    .filter(({ hidden }) => !hidden)
    .flatMap(({ id, variants }) =>
      variants.filter(({ devices }) => devices?.includes('CPU') ?? true).map((variant) => `${id} ${variant.id}`),
    )
    .filter((name) => !names.includes(name));
  return missing.length > 0 ? [`Not recorded in this run: ${missing.join(', ')}.`] : [];
}

const letterOf = (index: number) => String.fromCharCode('A'.charCodeAt(0) + index);

/** Throws on an empty matrix. */
export function matrixMarkdown(rows: readonly MatrixRow[]): string {
  const names = [...new Set(rows.flatMap(({ results }) => results.map(nameOf)))];
  const notes = new Notes();
  const runs = [...new Set(rows.flatMap(({ where }) => where))];
  const table = rows.map(({ workload, task, precision, results, where }) => {
    const found = new Map(results.map((result) => [nameOf(result), result]));
    const cells = names.map((name) => cell(found.get(name), notes));
    const letters = where.map((run) => letterOf(runs.indexOf(run))).join(' ');
    return `| ${[workload, task, precision, ...cells, letters].join(' | ')} |`;
  });
  return [
    '# Every engine on every workload',
    '',
    'Written by `node dist/bench/matrix.js --from <record> --markdown docs/results/matrix.md`; not by hand.',
    '',
    ...runs.map((run, index) => `Run ${letterOf(index)}: ${run}.`),
    summary(rows),
    ...missingColumns(names),
    ...(rows.some(({ results }) => results.length < names.length) ? ['An empty cell was not run.'] : []),
    'A number is the normwise error of the output against the float64 reference; a dash is UNSUPPORTED, with its reason below.',
    '',
    `| workload | task | precision | ${names.join(' | ')} | run |`,
    `| --- | --- | --- |${' --- |'.repeat(names.length + 1)}`,
    ...table,
    '',
    '## Reasons',
    ...notes.lines,
    '',
    ...shapesSection(rows),
    '',
  ].join('\n');
}

function summary(rows: readonly MatrixRow[]): string {
  const all = rows.flatMap(({ results }) => results);
  const count = (status: string) => all.filter((result) => result.status === status).length;
  const [finished, unsupported] = [count('FINISHED'), count('UNSUPPORTED')];
  const share = ((100 * finished) / (all.length - unsupported)).toFixed(1);
  return `${finished} of ${all.length} pairs FINISHED (${share} % of what the frameworks can express), ${unsupported} UNSUPPORTED, ${count('FAILED')} FAILED.`;
}

function shapesSection(rows: readonly MatrixRow[]): string[] {
  const shapes = [...new Map(rows.map((row) => [row.workload, row.parameters]))];
  const lines = shapes.map(([workload, { parameters = {}, batchSize }]) => {
    const values = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
    return `| ${workload} | ${values.join(', ') || 'the usual'} | ${batchSize ?? 'the usual'} |`;
  });
  return [
    '## Shapes',
    'Where the usual shape takes minutes on two cores, a smaller one with every kind of node was run.',
    '',
    '| workload | parameters | batch size |',
    '| --- | --- | --- |',
    ...lines,
  ];
}
