/** From a chart of the library to one SVG: the same bytes for the same chart, readable on light and dark. */
import type { EChartsOption } from 'echarts';
import type { Chart } from './chart';
import { charting } from './echarts';
import { colour, darkRules, darkRulesWithin } from './palette';
import { cleaned } from './text';

/** A picture of the documentation. */
export interface Picture {
  /** Its file is docs/pictures/<name>.svg. */
  readonly name: string;
  readonly title: string;
  /** What it shows, in words: the text alternative, here and where the picture stands. */
  readonly finding: string;
  readonly height: number;
  readonly chart: EChartsOption;
}

/** Of a column of text on the usual sites. */
export const WIDTH = 760;

/** A file that stands alone. */
export function renderPicture({ title, finding, height, chart }: Picture): string {
  const names = { title: 'title', description: 'description' };
  return `${whole(draw(height, chart, ''), { title, alt: finding, names, rules: darkRules() })}\n`;
}

export interface Drawing {
  /** Of nothing else on the same page. */
  readonly id: string;
  readonly title: string;
  readonly alt: string;
  readonly height: number;
  readonly chart: EChartsOption;
}

/** One that may stand beside others in a page: whatever it names begins with its id. */
export function renderChart({ id, title, alt, height, chart }: Drawing): Chart {
  const own = nameOf(id);
  const names = { own, title: `${own}-title`, description: `${own}-description` };
  const words = { title: cleaned(title), alt: cleaned(alt) };
  const svg = whole(draw(height, chart, `${own}-`), { ...words, names, rules: darkRulesWithin(own) });
  return { svg, alt: words.alt };
}

/** Letters that an id, a reference and a selector may all have; different for different ids. */
function nameOf(id: string): string {
  return `chart-${id.replace(/[^A-Za-z0-9-]/g, (letter) => `_${letter.charCodeAt(0).toString(16)}_`)}`;
}

interface Drawn {
  readonly opening: string;
  readonly inside: string;
}

/** Without what serves a mouse or is not seen, and with names that do not count the charts drawn before. */
function draw(height: number, chart: EChartsOption, prefix: string): Drawn {
  const canvas = charting().init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  canvas.setOption({ animation: false, textStyle: { fontFamily: 'sans-serif', color: colour.ink }, ...chart });
  const drawn = canvas.renderToSVGString();
  canvas.dispose();
  const opening = /^<svg[^>]*>/.exec(drawn)?.[0];
  if (opening === undefined) throw new Error('The charting library drew no SVG');
  const inside = drawn
    .slice(opening.length)
    .replace(/<style\s*>[\s\S]*?<\/style>\s*/g, '')
    .replace(/ (ecmeta_\w+|class|pointer-events)="[^"]*"/g, '')
    .replace(/<path [^>]*fill-opacity="0"[^>]*stroke-width="0"[^>]*><\/path>\n/g, '')
    .replace(/(<clipPath[^>]*>\s*<path [^>]*?) fill="#000"/g, '$1')
    // Only where it is a name: text has no quotation mark, and may hold what looks like one.
    .replace(/(="(?:url\()?#?)zr\d+-/g, `$1${prefix}`);
  return { opening: opening.replace(/ xmlns:xlink="[^"]*"/, ''), inside: inside.trim() };
}

interface Words {
  readonly title: string;
  readonly alt: string;
  readonly names: { readonly own?: string; readonly title: string; readonly description: string };
  readonly rules: string;
}

/** With a title, a description, and a ground of its own, for the page around it may be light while the reader's screen is dark. */
function whole({ opening, inside }: Drawn, { title, alt, names, rules }: Words): string {
  const own = names.own === undefined ? '' : `id="${names.own}" `;
  const head = [
    opening.replace('<svg', `<svg ${own}role="img" aria-labelledby="${names.title} ${names.description}"`),
    `<title id="${names.title}">${escaped(title)}</title>`,
    `<desc id="${names.description}">${escaped(alt)}</desc>`,
    `<style>${rules}</style>`,
    `<rect width="100%" height="100%" rx="8" fill="${colour.paper}"/>`,
  ];
  return [...head, inside].join('\n');
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
