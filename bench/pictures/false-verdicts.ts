/** What naive designs and ours say of a program against itself: every comparison is a square, filled where it was wrong. */
import { colour, type ColourName } from '../../src/charts/palette';
import { judge, GROUP, type Judged } from './designs';
import type { Recording } from './recording';
import { WIDTH, type Picture } from '../../src/charts/render';

const ROW = 84;
const SQUARE = 11;
const STEP = 14;
const LEFT = 24;
const COUNT_WIDTH = 130;
const PER_LINE = Math.floor((WIDTH - 2 * LEFT - COUNT_WIDTH) / STEP);

export function falseVerdicts({ races }: Recording): Picture {
  const judged = judge(races);
  const said = judged.map(({ calledDifferent }) => `${wrong(calledDifferent)} of ${calledDifferent.length}`);
  return {
    name: 'false-verdicts',
    title: 'How often designs tell a program from itself',
    finding:
      `A program against itself, on recorded data, at a level of 5 %: called different by one process each in ${said[0]} ` +
      `comparisons, by ${GROUP} processes one after the other with all blocks pooled in ${said[1]}, by process in ` +
      `${said[2]}, and by ${GROUP} interleaved rounds in ${said[3]}.`,
    height: judged.length * ROW + 36,
    chart: { graphic: { elements: [...judged.flatMap(row), ...legend(judged.length * ROW + 12)] } },
  };
}

function wrong(calledDifferent: readonly boolean[]): number {
  return calledDifferent.filter(Boolean).length;
}

function row({ design, detail, calledDifferent }: Judged, index: number) {
  const top = index * ROW + 18;
  const squares = [...calledDifferent]
    .sort((a, b) => Number(b) - Number(a))
    .map((different, place) =>
      square(LEFT + (place % PER_LINE) * STEP, top + 24 + Math.floor(place / PER_LINE) * STEP, different),
    );
  return [
    text(LEFT, top, design, { weight: 'bold' }),
    text(LEFT + 345, top, detail, { fill: 'faint' }),
    ...squares,
    text(WIDTH - LEFT, top + 22, `${wrong(calledDifferent)} of ${calledDifferent.length}`, {
      weight: 'bold',
      size: 16,
      align: 'right',
    }),
  ];
}

function legend(top: number) {
  return [
    square(LEFT, top, true),
    text(LEFT + 18, top - 2, 'called different: wrong', { fill: 'faint' }),
    square(LEFT + 190, top, false),
    text(LEFT + 208, top - 2, 'not called different', { fill: 'faint' }),
  ];
}

function square(x: number, y: number, filled: boolean) {
  const style = { fill: filled ? colour.second : colour.paper, stroke: filled ? colour.second : colour.faint };
  return { type: 'rect' as const, silent: true, shape: { x, y, width: SQUARE, height: SQUARE }, style };
}

interface Look {
  readonly fill?: ColourName;
  readonly weight?: 'bold';
  readonly size?: number;
  readonly align?: 'right';
}

function text(x: number, y: number, words: string, { fill = 'ink', weight, size = 14, align }: Look = {}) {
  const font = `${weight ?? 'normal'} ${size}px sans-serif`;
  const style = { x, y, text: words, fill: colour[fill], font, ...(align ? { align } : {}) };
  return { type: 'text' as const, silent: true, style };
}
