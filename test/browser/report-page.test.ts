/** The page of a report in a real browser: at the width of a phone and of a desk, in the dark, on paper, and as it is read out. */
import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { reportPage } from '../../src/documents/report-page';
import { drawReport } from '../../src/resolvers/report-drawings';
import { madeUpReport } from '../documents/support';

/** Where Debian, Ubuntu and Fedora have it. */
const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const program = process.env['CHROMIUM'] ?? PROGRAMS.find((path) => existsSync(path));
if (program === undefined)
  console.warn('SKIPPED: there is no Chromium here (apt install chromium, or CHROMIUM=<path>).');

const WIDTHS = [
  { name: 'a phone', width: 390, height: 844 },
  { name: 'a desk', width: 1280, height: 900 },
];

(program === undefined ? describe.skip : describe)('the page of a report in a browser', () => {
  let browser: Browser;
  let html: string;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: program as string, args: ['--no-sandbox', '--disable-gpu'] });
    const report = madeUpReport({ label: `${'a-very-long-name-without-any-space-'.repeat(5)}x` });
    html = reportPage(report, await drawReport(report));
  }, 60_000);
  afterAll(() => browser.close());

  async function opened(
    size: { width: number; height: number },
    colorScheme: 'light' | 'dark' = 'light',
  ): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: size.width, height: size.height }, colorScheme });
    await page.setContent(html);
    return page;
  }

  test.each(WIDTHS)('on $name: nothing is cut off, and the answers are seen at once', async (size) => {
    const page = await opened(size);
    const [inside, shown] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    expect(inside).toBeLessThanOrEqual(shown);
    const heading = await page.getByRole('heading', { name: 'The answer' }).boundingBox();
    expect(heading?.y).toBeLessThan(size.height / 2);
    // Whatever is wider than its column can be scrolled within it.
    const unreachable = await page.evaluate(
      () =>
        [...document.querySelectorAll('main table, main svg')].filter((wide) => {
          const parent = wide.parentElement;
          if (!parent || wide.getBoundingClientRect().width <= parent.clientWidth + 1) return false;
          return getComputedStyle(parent).overflowX !== 'auto';
        }).length,
    );
    expect(unreachable).toBe(0);
    await page.close();
  });

  test('no text of a chart is cut off by its edge, in the font that is here', async () => {
    const page = await opened({ width: 1280, height: 900 });
    const cut = await page.evaluate(() =>
      [...document.querySelectorAll('main svg')].flatMap((svg) => {
        const { left, right } = svg.getBoundingClientRect();
        return [...svg.querySelectorAll('text')]
          .filter((text) => {
            const box = text.getBoundingClientRect();
            return box.left < left - 1 || box.right > right + 1;
          })
          .map((text) => text.textContent);
      }),
    );
    expect(cut).toEqual([]);
    await page.close();
  });

  test('reads out what every chart shows, with its numbers', async () => {
    const page = await opened({ width: 1280, height: 900 });
    const charts = await page.getByRole('img').all();
    expect(charts.length).toBeGreaterThan(10);
    for (const chart of charts) {
      const names = (await chart.getAttribute('aria-labelledby'))?.split(' ') ?? [];
      const texts = await Promise.all(names.map((id) => page.locator(`[id="${id}"]`).textContent()));
      expect(texts.join(' ')).toMatch(/\d/);
      expect(texts.every((text) => (text ?? '').length > 0)).toBe(true);
    }
    await page.close();
  });

  test('is light on dark where the reader wants that, page and charts', async () => {
    const page = await opened({ width: 1280, height: 900 }, 'dark');
    const colours = await page.evaluate(() => {
      const svg = document.querySelector('main svg');
      return {
        page: getComputedStyle(document.body).backgroundColor,
        text: getComputedStyle(document.body).color,
        chart: svg ? getComputedStyle(svg.querySelector('rect') as Element).fill : '',
        label: svg ? getComputedStyle(svg.querySelector('text') as Element).fill : '',
      };
    });
    expect(brightness(colours.page)).toBeLessThan(60);
    expect(brightness(colours.chart)).toBeLessThan(60);
    expect(brightness(colours.text)).toBeGreaterThan(180);
    expect(brightness(colours.label)).toBeGreaterThan(180);
    await page.close();
  });

  test('is dark on white on paper, whatever the screen was', async () => {
    const page = await opened({ width: 1280, height: 900 }, 'dark');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(brightness(paper)).toBe(255);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await page.close();
  });
});

/** 0 to 255, of "rgb(22, 25, 29)". */
function brightness(colour: string): number {
  const parts = [...colour.matchAll(/\d+(\.\d+)?/g)].map(([digits]) => Number(digits)).slice(0, 3);
  if (parts.length < 3) throw new Error(`"${colour}" is no colour`);
  return parts.reduce((sum, part) => sum + part, 0) / 3;
}
