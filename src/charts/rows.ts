/** Charts of rows: names on the left, an axis below, numbers on the right. */
import type { EChartsOption } from 'echarts';
import type { Chart, ChartFrame } from './chart';
import { header, MARGIN, nameColumn, notes, type LegendEntry } from './layout';
import { panels, type Axis } from './panel';
import { renderChart, WIDTH } from './render';
import { marks, words, type Placing, type Shape } from './shapes';
import { shortened } from './text';

const LONGEST_NAME = 210;
const BELOW_AXIS = 48;

export interface Row {
  readonly label: string;
  /** At the right edge; empty: nothing. */
  readonly number: string;
}

export interface RowsDrawing {
  readonly rows: readonly Row[];
  readonly rowHeight: number;
  /** Room for the numbers. */
  readonly right: number;
  readonly x: Axis;
  readonly legend?: readonly LegendEntry[];
  readonly notes?: readonly string[];
  readonly alt: string;
  /** The n-th row's middle is at n + 0.5; what is drawn first lies below. */
  readonly draw: (at: Placing, bottom: number) => readonly Shape[];
}

export function renderRows(frame: ChartFrame, drawing: RowsDrawing): Chart {
  const { rows, rowHeight, right, x, alt, draw } = drawing;
  const { shapes, bottom: top } = header(frame, drawing.legend);
  const left = nameColumn(
    rows.map(({ label }) => label),
    LONGEST_NAME,
  );
  const height = rows.length * rowHeight;
  const below = notes(drawing.notes ?? [], top + height + BELOW_AXIS);
  const y: Axis = { min: 0, max: rows.length, inverse: true, hidden: true };
  const chart: EChartsOption = {
    ...panels([{ heading: '', top, height, left, right, x, y }]),
    graphic: { elements: [...shapes, ...below.shapes, ...rowTexts(rows, top, rowHeight)] as never },
    series: [marks((at) => draw(at, rows.length))],
  };
  return renderChart({ ...frame, alt, height: below.bottom + 12, chart });
}

function rowTexts(rows: readonly Row[], top: number, rowHeight: number): Shape[] {
  return rows.flatMap(({ label, number }, index) => {
    const middle = top + rowHeight * (index + 0.5);
    const name = words([MARGIN, middle], shortened(label, LONGEST_NAME));
    return number === '' ? [name] : [name, words([WIDTH - MARGIN, middle], number, { name: 'faint', align: 'right' })];
  });
}
