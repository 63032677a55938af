import type { RaceView, RunView } from '../api/types';
import type { Colors } from '../terminal';
import { formatRateEstimate, formatSecondsEstimate, formatShort } from './numbers';
import { renderTable } from './table';

const ABSENT = '–';

/** One row per run, in the order of the entrants: time and throughput with their intervals, parity error, threads. */
export function renderRunsTable(race: Pick<RaceView, 'runs' | 'workload'>, colors: Colors): string {
  const head = ['entrant', 'time per iteration', 'throughput', 'parity error', 'threads'];
  const rows = race.runs.map((run) => [
    run.label,
    run.secondsPerIteration ? formatSecondsEstimate(run.secondsPerIteration) : colors.yellow(run.status.toLowerCase()),
    run.itemsPerSecond ? formatRateEstimate(run.itemsPerSecond, race.workload.itemName) : ABSENT,
    renderParity(run, colors),
    readThreads(run),
  ]);
  return `${renderTable(head, rows, colors)}${renderConfidence(race.runs, colors)}`;
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
  const confidences = runs.flatMap((run) => (run.secondsPerIteration ? [run.secondsPerIteration.confidence] : []));
  if (confidences.length === 0) return '';
  if (Math.min(...confidences) <= 0) {
    return `\n  ${colors.dim('In brackets: what was seen; too few rounds for a confidence interval.')}`;
  }
  const percent = [Math.min(...confidences), Math.max(...confidences)].map((value) => formatShort(value * 100));
  const range = percent[0] === percent[1] ? `${percent[0]} %` : `${percent[0]} to ${percent[1]} %`;
  return `\n  ${colors.dim(`In brackets: ${range} confidence intervals.`)}`;
}
