import type { Estimate, RunView } from '../api/types';
import type { Colors } from '../terminal';
import { formatSecondsEstimate, formatShort } from './numbers';
import { renderTable } from './table';

const ABSENT = '–';

/** What model and loader take for each batch, alone and together, of each run that loads; empty where none does. */
export function renderPipelines(runs: readonly RunView[], colors: Colors): string {
  const loading = runs.flatMap(({ label, inputPipeline }) => (inputPipeline ? [{ label, ...inputPipeline }] : []));
  if (loading.length === 0) return '';
  const head = ['entrant', 'model alone', 'loader alone', 'both', 'overlap', 'bottleneck'];
  const seconds = (estimate: Estimate | null) => (estimate ? formatSecondsEstimate(estimate) : ABSENT);
  const rows = loading.map(({ label, modelSeconds, loaderSeconds, bothSeconds, overlapEfficiency, bottleneck }) => [
    label,
    ...[modelSeconds, loaderSeconds, bothSeconds].map(seconds),
    overlapEfficiency ? `${formatShort(100 * overlapEfficiency.value)} %` : ABSENT,
    bottleneck.toLowerCase(),
  ]);
  return `${colors.bold('Input pipelines, per batch')}\n${renderTable(head, rows, colors)}`;
}
