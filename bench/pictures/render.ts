/** From a chart to one SVG file that stands alone: the same bytes for the same chart, readable on light and dark. */
import * as echarts from 'echarts';
import { colour, darkRules } from './palette';

export interface Picture {
  /** Its file is docs/pictures/<name>.svg. */
  readonly name: string;
  readonly title: string;
  /** What it shows, in words: the text alternative, here and where the picture stands. */
  readonly finding: string;
  readonly height: number;
  readonly chart: echarts.EChartsOption;
}

/** Of a column of text on the usual sites. */
export const WIDTH = 760;

export function renderPicture({ title, finding, height, chart }: Picture): string {
  const canvas = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  canvas.setOption({ animation: false, textStyle: { fontFamily: 'sans-serif', color: colour.ink }, ...chart });
  const drawn = canvas.renderToSVGString();
  canvas.dispose();
  return `${alone(drawn, title, finding)}\n`;
}

/**
 * Without what serves a mouse or is not seen, and with names that do not count the pictures drawn before; with a title,
 * a description and a ground of its own, for the page around it may be light while the reader's screen is dark.
 */
function alone(drawn: string, title: string, finding: string): string {
  const opening = /^<svg[^>]*>/.exec(drawn)?.[0];
  if (opening === undefined) throw new Error('The charting library drew no SVG');
  const inside = drawn
    .slice(opening.length)
    .replace(/<style\s*>[\s\S]*?<\/style>\s*/g, '')
    .replace(/ (ecmeta_\w+|class|pointer-events)="[^"]*"/g, '')
    .replace(/<path [^>]*fill-opacity="0"[^>]*stroke-width="0"[^>]*><\/path>\n/g, '')
    .replace(/(<clipPath[^>]*>\s*<path [^>]*?) fill="#000"/g, '$1')
    .replace(/zr\d+-/g, '');
  const head = [
    opening.replace(/ xmlns:xlink="[^"]*"/, '').replace('<svg', '<svg role="img" aria-labelledby="title description"'),
    `<title id="title">${escaped(title)}</title>`,
    `<desc id="description">${escaped(finding)}</desc>`,
    `<style>${darkRules()}</style>`,
    `<rect width="100%" height="100%" rx="8" fill="${colour.paper}"/>`,
  ];
  return [...head, inside.trim()].join('\n');
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
