import type { Effect } from '../../src/claims/effect';
import type { JudgedClaim, JudgedPart } from '../../src/claims/judge';
import { overheadSketches, showsOverhead } from '../../src/documents/overhead-charts';
import { reportMarkdown } from '../../src/documents/report-markdown';
import { sketchesOf } from '../../src/documents/report-charts';
import { reportPage } from '../../src/documents/report-page';
import { drawReport } from '../../src/resolvers/report-drawings';
import { sizedEffect } from '../claims/sized-effect';
import { readSvg, textsOf } from '../charts/svg-tree';
import { madeUpReport } from './support';

const part = (id: string, effects: readonly Effect[]): JudgedPart => ({
  ...{ id, name: `${id} of Keras`, verdict: 'DEPENDS', sentence: 'S.', effects, timesAsFast: null },
});
const claim = (...parts: readonly JudgedPart[]): JudgedClaim => ({
  ...{ id: 'keras-overhead', statement: 'C.', verdict: 'DEPENDS', sentence: 'S.', parts, notMeasured: [] },
});
const on = (other: string, effect: Effect) => ({ ...effect, other });

describe('curves of overheads', () => {
  test('are one chart for each that others are layers over, with a curve for each part', () => {
    const [both, alone, ...others] = overheadSketches(
      claim(
        part('a step', [sizedEffect(16, 40), sizedEffect(256, 3)]),
        part('a fit', [sizedEffect(16, 90), sizedEffect(256, null)]),
        part('another step', [on('JAX', sizedEffect(16, 7, 0.5))]),
      ),
    );
    expect(others).toEqual([]);
    expect([both?.name, alone?.name]).toEqual(['keras-overhead.overhead-1', 'keras-overhead.overhead-2']);
    const chart = both?.draw();
    expect(chart?.alt).toBe(
      'A step of Keras: overhead 40.0 % (95 % CI 39.0 to 41.0) at 16 units and 3.0 % (95 % CI 2.0 to 4.0) at 256 units; ' +
        'shown to be below 5 % from 256 units on, not shown to be below 1 %. ' +
        'A fit of Keras: overhead 90.0 % (95 % CI 89.0 to 91.0) at 16 units; not shown to be below 5 % or 1 %; ' +
        'not measured at 256 units (Keras: out of memory). ' +
        'Overhead per step, against PyTorch by itself. Overhead per step in per cent by units, with intervals. ' +
        'A step of Keras: 40.0 (39.0 to 41.0) at 16, 3.0 (2.0 to 4.0) at 256. ' +
        'A fit of Keras: 90.0 (89.0 to 91.0) at 16, not measured at 256.',
    );
    expect(textsOf(readSvg(chart?.svg ?? ''))).toContain('A fit of Keras');
    expect(alone?.draw().alt).toMatch(
      /^Another step of Keras: overhead 7 % \(too few rounds for an interval\) at 16 units; not shown .* against JAX by itself\./,
    );
  });

  test('are of cases that grow, once one was measured', () => {
    const plain = part('plain', [{ ...sizedEffect(16, 4), size: null }]);
    expect([plain, part('nothing', [])].map(showsOverhead)).toEqual([false, false]);
    expect(overheadSketches(claim(plain, part('open', [sizedEffect(16, null)])))).toEqual([]);
  });
});

test('a report shows them in place of what says less, before the parts of their claim', async () => {
  const report = madeUpReport();
  const ofClaim = report.claims.filter(({ declared }) => declared.id === 'keras-overhead');
  const names = sketchesOf({ ...report, claims: ofClaim }).map(({ name }) => name);
  expect(names).toEqual(['keras-overhead.overhead-1', 'keras-overhead.overhead-2']);
  const charts = await drawReport(report);
  const markdown = reportMarkdown(report, charts);
  const [, section = ''] = markdown.split('## Keras is slower');
  expect(section.indexOf('](chart:keras-overhead.overhead-2)')).toBeLessThan(section.indexOf('### A compiled step'));
  // As the report is made up, Keras is 20 % slower where it is small, and not slower where it is large.
  const alt = charts.get('keras-overhead.overhead-2')?.alt;
  expect(alt).toMatch(
    /^A compiled step of Keras on TensorFlow: overhead (19|20|21)\.\d % .* at 16 units .* shown to be below 5 % from 256 units on/,
  );
  expect(reportPage(report, charts)).toContain(`>${alt ?? ''}</desc>`);
});
