/** A sweep as a person reads it: a row for each value, a column for each entrant, then what follows. */
import type { CurveRunView, SweepView } from '../api/sweep-types';
import { sweptName } from '../swept-name';
import type { Colors } from '../terminal';
import { formatJoulesEstimate, formatRateEstimate, formatSecondsEstimate } from './numbers';
import { renderTable } from './table';

const MEBIBYTE = 2 ** 20;

export function renderSweep(sweep: SweepView, colors: Colors): string {
  const { curves, points, verdict, crossovers } = sweep;
  const [first] = points.flatMap(({ race }) => race ?? []);
  const head = [sweptName(sweep), ...curves.map(({ label }) => label)];
  const rows = points.map(({ value }, index) => [
    String(value),
    ...curves.map((curve) => renderRun(curve.points[index]?.run ?? null, first?.metric ?? null)),
  ]);
  return [
    ...(first ? [`${colors.bold(first.workload.id)}, ${first.task.toLowerCase()}`, ''] : []),
    renderTable(head, rows, colors),
    '',
    `${colors.bold('▸')} ${verdict ?? 'Nothing was measured.'}`,
    ...crossovers.map(({ sentence }) => `${colors.bold('▸')} ${sentence}`),
    ...unfinished(sweep),
  ].join('\n');
}

function renderRun(run: CurveRunView | null, metric: string | null): string {
  if (!run) return 'deleted';
  if (metric === 'PEAK_MEMORY') {
    return run.peakMemoryBytes === null ? stateOf(run) : `${(run.peakMemoryBytes / MEBIBYTE).toFixed(0)} MiB`;
  }
  if (run.energyJoulesPerItem) return formatJoulesEstimate(run.energyJoulesPerItem);
  if (run.requestsPerSecond) return formatRateEstimate(run.requestsPerSecond, 'requests');
  const seconds = run.timeToFirstResultSeconds ?? run.secondsPerIteration;
  return seconds ? formatSecondsEstimate(seconds) : stateOf(run);
}

/** Where there is no number: why not. */
const stateOf = ({ status, failure }: CurveRunView) =>
  failure?.code ?? (status === 'FINISHED' ? '–' : status.toLowerCase());

/** What the numbers do not tell: races that did not finish. */
function unfinished({ points }: SweepView): string[] {
  return points.flatMap(({ value, race }) => {
    if (race?.status === 'FINISHED') return [];
    return [`  At ${value}: ${race ? (race.verdict ?? race.status.toLowerCase()) : 'the race was deleted'}`];
  });
}
