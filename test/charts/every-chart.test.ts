/** What holds for a chart of any kind. */
import { colour } from '../../src/charts/palette';
import { WIDTH } from '../../src/charts/render';
import { filesUnder, readSource } from '../architecture/source-files';
import { KINDS } from './samples';
import { everyElement, readSvg, textsOf } from './svg-tree';

const FRAME = { id: 'race_1', title: 'How fast' };
const SIXTEEN = Array.from({ length: 16 }, (_, index) => `entrant ${index + 1}`);
const HOSTILE = [
  '<script>alert("1")</script>',
  `" onload='x()' & {b|c} {value} zr0-c1 url(#zr0-c1)`,
  `first\nsecond\u0000\ud800\u202e`,
  `${'a very long name of an entrant '.repeat(10)}end`,
  '🏁'.repeat(60),
];

describe.each(KINDS)('a chart of %s', (_kind, draw) => {
  test.each([['one entrant', ['alone']] as const, ['sixteen', SIXTEEN] as const])(
    'of %s is well formed',
    (_, labels) => {
      const { svg, alt } = draw(labels, FRAME);
      const root = readSvg(svg);
      expect(root).toMatchObject({ name: 'svg', attributes: { role: 'img', xmlns: 'http://www.w3.org/2000/svg' } });
      const texts = textsOf(root).join('\n');
      for (const label of labels) {
        expect(texts).toContain(label);
        expect(alt).toContain(label);
      }
      expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
      expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|<image|rgba?\(/);
      expect(svg.length).toBeLessThan(200_000);
    },
  );

  test('has the same bytes for the same data, whatever was drawn before', () => {
    const first = draw(SIXTEEN, FRAME);
    for (const [, other] of KINDS) other(['between'], { id: 'between', title: 'Between' });
    expect(draw(SIXTEEN, FRAME)).toEqual(first);
    expect(draw(SIXTEEN.slice(1), FRAME).svg).not.toBe(first.svg);
  });

  test('says in words what it shows, for whoever does not see it', () => {
    const finding = 'All are alike.';
    const { svg, alt } = draw(['alone'], { ...FRAME, finding, caution: 'Not to be trusted' });
    expect(alt).toMatch(/^Not to be trusted\. All are alike\. How fast\. .*\d/);
    const root = readSvg(svg);
    const [title, description] = root.children;
    expect(title).toMatchObject({ name: 'title', text: 'How fast' });
    expect(description).toMatchObject({ name: 'desc', text: alt });
    const named = [title?.attributes['id'], description?.attributes['id']].join(' ');
    expect(root.attributes['aria-labelledby']).toBe(named);
    expect(textsOf(root)).toContain('Not to be trusted');
  });

  test('shares no id with another on its page, and styles nothing but itself', () => {
    const ids = ['a', 'b', 'a b', 'a-b', 'a_b', '<&">'].flatMap((id) => {
      const elements = everyElement(readSvg(draw(['alone'], { ...FRAME, id }).svg));
      return elements.flatMap(({ attributes }) => attributes['id'] ?? []);
    });
    expect(ids.length).toBeGreaterThanOrEqual(18);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[A-Za-z][\w-]*$/.test(id))).toEqual([]);
    const { svg } = draw(['alone'], FRAME);
    const [, rules = ''] = /<style>@media screen and \(prefers-color-scheme:dark\)\{(.*)\}<\/style>/.exec(svg) ?? [];
    const selectors = rules.split('}').filter(Boolean);
    expect(selectors.length).toBeGreaterThan(10);
    expect(selectors.filter((rule) => !/^#chart-race_5f_1 \[(fill|stroke)="#[0-9a-f]{6}"\]\{/.test(rule))).toEqual([]);
    expect(svg).toContain('<svg id="chart-race_5f_1" ');
  });

  test('has a dark twin of every colour', () => {
    const { svg } = draw(SIXTEEN, { ...FRAME, caution: 'Careful' });
    const elements = everyElement(readSvg(svg));
    const used = elements.flatMap(({ attributes }) => [attributes['fill'], attributes['stroke']].filter(Boolean));
    expect([...new Set(used)].filter((value) => value !== 'none' && !svg.includes(`[fill="${value ?? ''}"]{`))).toEqual(
      [],
    );
    expect(used).toContain(colour.ink);
  });

  test('shows labels of any kind as text, shortened where they are long, whole in words', () => {
    const { svg, alt } = draw(HOSTILE, { id: HOSTILE[0] ?? '', title: HOSTILE.join(' ') });
    const root = readSvg(svg);
    const names = new Set(everyElement(root).map(({ name }) => name));
    expect([...names].filter((name) => !NAMES.includes(name))).toEqual([]);
    const attributes = everyElement(root).flatMap((element) => Object.keys(element.attributes));
    expect(attributes.filter((name) => /^on/i.test(name))).toEqual([]);
    expect(alt).toContain(HOSTILE[0]);
    expect(alt).toContain('{value} zr0-c1 url(#zr0-c1)');
    expect(alt).toContain(`${HOSTILE[3] ?? ''}`);
    expect(alt).toContain('first second\ufffd');
    const texts = textsOf(root);
    expect(texts.filter((text) => text.includes('…')).length).toBeGreaterThan(1);
    for (const { name, attributes: place, text } of everyElement(root)) {
      if (name === 'text') expect(text.length * 5).toBeLessThan(WIDTH * 2.2);
      if (place['x']) expect(Number(place['x'])).toBeLessThanOrEqual(WIDTH);
    }
  });
});

const NAMES = [
  'svg',
  'title',
  'desc',
  'style',
  'rect',
  'path',
  'polygon',
  'polyline',
  'text',
  'g',
  'circle',
  'defs',
  'clipPath',
];

test('the charting library is loaded by the first drawing, and by nothing else', () => {
  const loading = [...filesUnder('src', '.ts'), ...filesUnder('bench', '.ts'), ...filesUnder('scripts', '.ts')]
    .map((file) => readSource(file))
    .filter(({ imports }) => imports.some(({ specifier, typeOnly }) => /^echarts/.test(specifier) && !typeOnly));
  const [only, ...others] = loading;
  expect(others).toEqual([]);
  expect(only?.file).toBe('src/charts/echarts.ts');
  // Within a function: indented.
  expect(only?.text).toMatch(/\n {2}return require\('echarts'\)/);
});
