import type { Estimate, RaceView, RunView } from '../api/types';
import type { Colors } from '../terminal';
import { formatJoulesEstimate, formatRateEstimate, formatSeconds, formatSecondsEstimate, formatShort } from './numbers';
import { renderTable } from './table';

const ABSENT = '–';

/** One row per run, in the order of the entrants: time and throughput with their intervals, parity error, threads. */
export function renderRunsTable(race: Pick<RaceView, 'runs' | 'workload' | 'metric'>, colors: Colors): string {
  const columns = [...columnsOf(race, colors), ...limitColumn(race.runs)];
  const head = ['entrant', ...columns.map(({ title }) => title), 'parity error', 'threads'];
  const rows = race.runs.map((run) => [
    ...[run.label, ...columns.map(({ of }) => of(run))],
    ...[renderParity(run, colors), readThreads(run)],
  ]);
  return `${renderTable(head, rows, colors)}${renderConfidence(race.runs, colors)}`;
}

interface Column {
  readonly title: string;
  readonly of: (run: RunView) => string;
}

/** What was raced. */
function columnsOf(
  { metric, workload, runs }: Pick<RaceView, 'workload' | 'metric' | 'runs'>,
  colors: Colors,
): Column[] {
  const time = (run: RunView) => renderTime(run, colors);
  if (metric === 'PEAK_MEMORY') return [{ title: 'most memory held', of: (run) => renderMemory(run, colors) }];
  if (metric === 'ENERGY') {
    const item = workload.itemName.replace(/s$/, '');
    return [{ title: `energy per ${item}`, of: (run) => renderEnergy(run, colors) }];
  }
  if (metric === 'SERVER_RATE') return [{ title: 'answered in time', of: (run) => renderServed(run, colors) }];
  if (metric === 'TIME_TO_FIRST_RESULT') return [{ title: 'time to first result', of: time }, ...startColumns(runs)];
  const throughput = { title: 'throughput', of: (run: RunView) => renderThroughput(run, workload.itemName) };
  const tail = { title: 'p50 · p90 · p99', of: renderLatency };
  const columns = [{ title: 'time per iteration', of: time }, metric === 'LATENCY' ? tail : throughput];
  return runs.some(({ variableLengths }) => variableLengths !== null) ? [...columns, ...LENGTHS_COLUMNS] : columns;
}

/** What different lengths cost beyond that. */
const LENGTHS_COLUMNS: Column[] = [
  {
    title: 'first pass',
    of: ({ variableLengths }) => (variableLengths ? formatSeconds(variableLengths.firstPassSeconds) : ABSENT),
  },
  { title: 'compiled', of: ({ variableLengths }) => (variableLengths?.compilations ?? ABSENT).toString() },
  {
    title: '10,000 sequences',
    of: ({ variableLengths }) => {
      const seconds = variableLengths?.amortised.find(({ sequences }) => sequences === 10_000)?.seconds;
      return seconds === undefined ? ABSENT : formatSeconds(seconds);
    },
  },
];

/** Where the machine's limit is known for this work. */
function limitColumn(runs: readonly RunView[]): Column[] {
  if (runs.every(({ percentOfLimit }) => percentOfLimit === null)) return [];
  const of = ({ percentOfLimit, limitedBy }: RunView) =>
    percentOfLimit === null ? ABSENT : `${formatShort(percentOfLimit)} % (${limitedBy?.toLowerCase()})`;
  return [{ title: "of the machine's limit", of }];
}

/** What the time went into, and how it went on where that was measured. */
function startColumns(runs: readonly RunView[]): Column[] {
  const importing = { title: 'of it importing', of: phase(({ importSeconds }) => importSeconds) };
  if (runs.every(({ coldStart }) => (coldStart?.steadySecondsPerIteration ?? null) === null)) return [importing];
  return [
    importing,
    { title: 'compiling', of: phase(({ compileSeconds }) => compileSeconds) },
    { title: 'steady after', of: phase(({ timeToSteadySeconds }) => timeToSteadySeconds) },
    { title: 'then per iteration', of: renderSteady },
  ];
}

/** What was not certain is left open. */
function renderLatency({ latency }: RunView): string {
  if (!latency) return ABSENT;
  return [latency.p50, latency.p90, latency.p99]
    .map((seconds) => (seconds === null ? ABSENT : formatSeconds(seconds)))
    .join(' · ');
}

function renderMemory(run: RunView, colors: Colors): string {
  const bytes = run.peakDeviceMemoryBytes ?? run.peakMemoryBytes;
  return bytes === null ? colors.yellow(run.status.toLowerCase()) : `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}

function renderEnergy({ energyJoulesPerItem, status }: RunView, colors: Colors): string {
  return energyJoulesPerItem ? formatJoulesEstimate(energyJoulesPerItem) : colors.yellow(status.toLowerCase());
}

function renderServed({ requestsPerSecond, status }: RunView, colors: Colors): string {
  return requestsPerSecond ? formatRateEstimate(requestsPerSecond, 'requests') : colors.yellow(status.toLowerCase());
}

/** The one of the two that was raced. */
function timeOf(run: RunView): Estimate | null {
  return run.secondsPerIteration ?? run.timeToFirstResultSeconds;
}

function renderTime(run: RunView, colors: Colors): string {
  const time = timeOf(run);
  return time ? formatSecondsEstimate(time) : colors.yellow(run.status.toLowerCase());
}

function renderThroughput({ itemsPerSecond }: RunView, itemName: string): string {
  return itemsPerSecond ? formatRateEstimate(itemsPerSecond, itemName) : ABSENT;
}

function phase(secondsOf: (start: NonNullable<RunView['coldStart']>) => number | null) {
  return ({ coldStart }: RunView): string => {
    const seconds = coldStart && secondsOf(coldStart);
    return seconds === null ? ABSENT : `${seconds.toFixed(2)} s`;
  };
}

function renderSteady({ coldStart }: RunView): string {
  const seconds = coldStart?.steadySecondsPerIteration ?? null;
  return seconds === null ? ABSENT : formatSeconds(seconds);
}

function renderParity(run: RunView, colors: Colors): string {
  if (!run.parity) return ABSENT;
  const error = formatShort(run.parity.error);
  return run.parity.passed ? error : colors.red(`${error} > ${formatShort(run.parity.tolerance)}`);
}

/** As read back from the engine: those that share one operation, where it tells them from those between operations. */
function readThreads(run: RunView): string {
  const told = run.settings.find(({ name }) => name === 'threads')?.value;
  return told === undefined ? ABSENT : (/\d+/.exec(told)?.[0] ?? told);
}

/** Says which intervals the brackets hold; with few rounds they attain less than what was aimed at. */
function renderConfidence(runs: readonly RunView[], colors: Colors): string {
  const confidences = runs.flatMap(
    (run) => (timeOf(run) ?? run.energyJoulesPerItem ?? run.requestsPerSecond)?.confidence ?? [],
  );
  if (confidences.length === 0) return '';
  if (Math.min(...confidences) <= 0) {
    return `\n  ${colors.dim('In brackets: what was seen; too few rounds for a confidence interval.')}`;
  }
  const percent = [Math.min(...confidences), Math.max(...confidences)].map((value) => formatShort(value * 100));
  const range = percent[0] === percent[1] ? `${percent[0]} %` : `${percent[0]} to ${percent[1]} %`;
  return `\n  ${colors.dim(`In brackets: ${range} confidence intervals.`)}`;
}
