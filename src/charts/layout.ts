/** What stands around the axes: title, caution, legend, rows' names, notes. */
import type { ChartFrame } from './chart';
import { WIDTH } from './render';
import { rounded, words, type Point, type Shape } from './shapes';
import { cleaned, fontOf, shortened, TEXT_SIZE, TITLE_SIZE, widthOf } from './text';

export const MARGIN = 20;
const LINE = 20;
const TITLE_MIDDLE = 24;
const AFTER_HEADER = 18;

export interface LegendEntry {
  readonly text: string;
  /** Around a point, at most `KEY_WIDTH` wide. */
  readonly key: (at: Point) => readonly Shape[];
}

export const KEY_WIDTH = 18;

export interface Header {
  readonly shapes: readonly Shape[];
  /** Where the axes may begin. */
  readonly bottom: number;
}

export function header({ title, caution }: ChartFrame, legend: readonly LegendEntry[] = []): Header {
  const width = WIDTH - 2 * MARGIN;
  const bold = { weight: 'bold', size: TITLE_SIZE } as const;
  const top = [words([MARGIN, TITLE_MIDDLE], shortened(title, width, fontOf(TITLE_SIZE, 'bold')), bold)];
  let middle = TITLE_MIDDLE;
  if (caution) {
    const font = fontOf(TEXT_SIZE, 'bold');
    for (const text of lines(caution, width, font)) {
      middle += LINE;
      top.push(words([MARGIN, middle], text, { name: 'second', weight: 'bold' }));
    }
  }
  if (legend.length === 0) return { shapes: top, bottom: middle + AFTER_HEADER };
  const keys = legendFrom(middle + LINE + 2, legend);
  return { shapes: [...top, ...keys.shapes], bottom: keys.bottom + AFTER_HEADER };
}

const LEGEND_GAP = 18;
const LONGEST_LEGEND = 220;

/** From left to right, in as many lines as it takes. */
function legendFrom(first: number, entries: readonly LegendEntry[]): Header {
  const shapes: Shape[] = [];
  let [left, middle] = [MARGIN, first];
  for (const { text, key } of entries) {
    const shown = shortened(text, LONGEST_LEGEND);
    const width = KEY_WIDTH + 6 + widthOf(shown);
    if (left + width > WIDTH - MARGIN && left > MARGIN) [left, middle] = [MARGIN, middle + LINE];
    shapes.push(
      ...key([left + KEY_WIDTH / 2, middle]),
      words([left + KEY_WIDTH + 6, middle], shown, { name: 'faint' }),
    );
    left = rounded(left + width + LEGEND_GAP);
  }
  return { shapes, bottom: middle + 4 };
}

/** Below the axes, one under the other. */
export function notes(texts: readonly string[], top: number): Header {
  const all = texts.flatMap((text) => lines(text, WIDTH - 2 * MARGIN, fontOf(TEXT_SIZE)));
  const shapes = all.map((text, index) => words([MARGIN, top + LINE * (index + 0.5)], text, { name: 'faint' }));
  return { shapes, bottom: top + LINE * all.length };
}

const MOST_LINES = 3;
/** The reader's font may be so much wider than the library takes it for (DejaVu Sans is, with which many systems draw "sans-serif"). */
const WIDER = 1.18;

/** Broken between words; what is longer than the most lines is cut with an ellipsis. */
function lines(text: string, within: number, font: string): string[] {
  const width = within / WIDER;
  const broken: string[] = [];
  let rest = cleaned(text);
  while (rest !== '' && broken.length < MOST_LINES) {
    const isLast = broken.length === MOST_LINES - 1;
    const whole = rest.split(' ');
    let count = whole.length;
    while (!isLast && count > 1 && widthOf(whole.slice(0, count).join(' '), font) > width) count -= 1;
    broken.push(shortened(whole.slice(0, count).join(' '), width, font));
    rest = whole.slice(count).join(' ');
  }
  return broken;
}

/** Wide enough for the names, as far as they may be. */
export function nameColumn(names: readonly string[], most: number): number {
  const widest = Math.max(0, ...names.map((name) => widthOf(shortened(name, most))));
  return Math.ceil(widest) + MARGIN + 10;
}
