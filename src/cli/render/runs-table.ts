import type { Estimate, RaceView, RunView } from '../api/types';
import type { Colors } from '../terminal';
import { formatRateEstimate, formatSecondsEstimate, formatShort } from './numbers';
import { renderTable } from './table';

const ABSENT = '–';

/** One row per run, in the order of the entrants: time and throughput with their intervals, parity error, threads. */
export function renderRunsTable(race: Pick<RaceView, 'runs' | 'workload' | 'metric'>, colors: Colors): string {
  const toFirst = race.metric === 'TIME_TO_FIRST_RESULT';
  const head = [
    ...['entrant', toFirst ? 'time to first result' : 'time per iteration'],
    ...[toFirst ? 'of it importing' : 'throughput', 'parity error', 'threads'],
  ];
  const rows = race.runs.map((run) => [
    run.label,
    renderTime(run, colors),
    toFirst ? renderImport(run) : renderThroughput(run, race.workload.itemName),
    renderParity(run, colors),
    readThreads(run),
  ]);
  return `${renderTable(head, rows, colors)}${renderConfidence(race.runs, colors)}`;
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

function renderImport({ coldStart }: RunView): string {
  return coldStart ? `${coldStart.importSeconds.toFixed(2)} s` : ABSENT;
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
  const confidences = runs.flatMap((run) => timeOf(run)?.confidence ?? []);
  if (confidences.length === 0) return '';
  if (Math.min(...confidences) <= 0) {
    return `\n  ${colors.dim('In brackets: what was seen; too few rounds for a confidence interval.')}`;
  }
  const percent = [Math.min(...confidences), Math.max(...confidences)].map((value) => formatShort(value * 100));
  const range = percent[0] === percent[1] ? `${percent[0]} %` : `${percent[0]} to ${percent[1]} %`;
  return `\n  ${colors.dim(`In brackets: ${range} confidence intervals.`)}`;
}
