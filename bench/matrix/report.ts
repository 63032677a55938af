/** The matrix as Markdown: who finishes what, and the reason for whatever is not FINISHED. */
import * as os from 'node:os';
import type { PrecisionName, TaskName } from '../../src/protocol/messages';
import { engineAdapters } from '../../src/engines/registry';
import type { PairResult } from './pair';
import type { SmallShape } from './shapes';

export interface MatrixRow {
  readonly workload: string;
  readonly task: TaskName;
  readonly precision: PrecisionName;
  readonly parameters: SmallShape;
  readonly results: readonly PairResult[];
}

const nameOf = ({ engine, variant }: PairResult) => `${engine} ${variant}`;

/** One pair as it is kept on disk. */
export interface RecordedPair {
  readonly workload: string;
  readonly task: TaskName;
  readonly precision: PrecisionName;
  readonly shape: SmallShape;
  readonly result: PairResult;
}

/** Gathers pairs into rows and columns, in the order of workload and of the engines' registry; the last of a pair counts. */
export function rowsOf(pairs: readonly RecordedPair[]): MatrixRow[] {
  const order = engineAdapters.flatMap(({ id, variants }) => variants.map((variant) => `${id} ${variant.id}`));
  const rows = new Map<string, { pair: RecordedPair; results: Map<string, PairResult> }>();
  for (const pair of pairs) {
    const key = `${pair.precision} ${pair.workload} ${pair.task}`;
    const row = rows.get(key) ?? { pair, results: new Map<string, PairResult>() };
    row.results.set(nameOf(pair.result), pair.result);
    rows.set(key, row);
  }
  return [...rows]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([, { pair, results }]) => ({
      workload: pair.workload,
      task: pair.task,
      precision: pair.precision,
      parameters: pair.shape,
      results: order.flatMap((name) => results.get(name) ?? []),
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

/** Throws on an empty matrix. */
export function matrixMarkdown(rows: readonly MatrixRow[]): string {
  const names = [...new Set(rows.flatMap(({ results }) => results.map(nameOf)))];
  const notes = new Notes();
  const table = rows.map((row) => {
    const cells = names.map((name) =>
      cell(
        row.results.find((result) => nameOf(result) === name),
        notes,
      ),
    );
    return `| ${row.workload} | ${row.task} | ${row.precision} | ${cells.join(' | ')} |`;
  });
  const shapes = [...new Map(rows.map((row) => [row.workload, row.parameters]))].map(
    ([workload, { parameters, batchSize }]) =>
      `| ${workload} | ${
        Object.entries(parameters ?? {})
          .map(([name, value]) => `${name} ${value}`)
          .join(', ') || 'the usual'
      } | ${batchSize ?? 'the usual'} |`,
  );
  const all = rows.flatMap(({ results }) => results);
  const count = (status: string) => all.filter((result) => result.status === status).length;
  const finished = count('FINISHED');
  const share = ((100 * finished) / (all.length - count('UNSUPPORTED'))).toFixed(1);
  const model = os.cpus()[0]?.model.trim() ?? 'unknown';
  return [
    '# Every engine on every workload',
    '',
    'Written by `node dist/bench/matrix.js --markdown docs/results/matrix.md`; not by hand.',
    '',
    `${model}, ${os.availableParallelism()} cores, Node.js ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}.`,
    `${finished} of ${all.length} pairs FINISHED (${share} % of what the frameworks can express), ${count('UNSUPPORTED')} UNSUPPORTED, ${count('FAILED')} FAILED.`,
    ...missingColumns(names),
    ...(rows.some(({ results }) => results.length < names.length) ? ['An empty cell was not run.'] : []),
    'A number is the normwise error of the output against the float64 reference; a dash is UNSUPPORTED, with its reason below.',
    '',
    `| workload | task | precision | ${names.join(' | ')} |`,
    `| --- | --- | --- |${' --- |'.repeat(names.length)}`,
    ...table,
    '',
    '## Reasons',
    ...notes.lines,
    '',
    '## Shapes',
    'Where the usual shape takes minutes on two cores, a smaller one with every kind of node was run.',
    '',
    '| workload | parameters | batch size |',
    '| --- | --- | --- |',
    ...shapes,
    '',
  ].join('\n');
}
