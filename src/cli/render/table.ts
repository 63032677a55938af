import CliTable from 'cli-table3';
import type { Colors } from '../terminal';

const NO_LINES = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '' },
};

/** Columns without lines, two spaces apart, indented by two; the head is dim. No blanks at line ends. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[], colors: Colors): string {
  const table = new CliTable({
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 2, 'padding-right': 0 },
  });
  table.push(
    head.map((title) => colors.dim(title)),
    ...rows.map((row) => [...row]),
  );
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
