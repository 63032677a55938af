import type { LimitedMachineView, LimitView } from '../api/types';
import type { Colors } from '../terminal';
import { renderTable } from './table';

const MEBIBYTE = 2 ** 20;

/** One row per precision and number of threads. */
export function renderLimits({ cpuModel, limits }: LimitedMachineView, colors: Colors): string {
  const head = ['device', 'precision', 'threads', 'fastest product', 'by', 'memory', 'measured'];
  const rows = limits.map((limit) => [
    limit.device,
    limit.precision,
    limit.threads === null ? '–' : String(limit.threads),
    `${(limit.flopsPerSecond / 1e9).toFixed(0)} GFLOP/s`,
    `${limit.engine} ${limit.engineVersion} (${limit.variant}), ${limit.matrixSize}²`,
    renderStreams(limit),
    limit.measuredAt.slice(0, 10),
  ]);
  return `${cpuModel}\n${renderTable(head, rows, colors)}`;
}

/** From the nearest cache to memory. */
function renderStreams({ streams }: LimitView): string {
  return streams
    .map(
      ({ workingSetBytes, bytesPerSecond }) =>
        `${(bytesPerSecond / 1e9).toFixed(1)} GB/s (${Math.round(workingSetBytes / MEBIBYTE)} MiB)`,
    )
    .join(', ');
}
