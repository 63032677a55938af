import { compareReports, comparisonMarkdown } from '../../src/documents/report-comparison';
import { madeUpReport } from './support';

const HOSTILE = '| <script>alert(1)</script> *x*';

describe('two reports as Markdown', () => {
  const baseline = madeUpReport();
  const candidate = madeUpReport({
    ...{ id: 'report_2', label: HOSTILE, createdAt: new Date('2026-12-01T12:00:00Z') },
    machines: [
      [
        ['Processor', 'Another processor, 8 cores'],
        ['Profile', 'hw_2'],
      ],
    ],
    races: madeUpReport().races.map((race) => ({
      ...race,
      entrants: race.entrants.map((entrant) => ({ ...entrant, version: '2.14.0' })),
    })),
  });
  const compared = compareReports(baseline, candidate);
  const markdown = comparisonMarkdown(baseline, candidate, compared);

  test('begin with what is the same, and with what else is different', () => {
    expect(compared.sentence).toMatch(
      /^Of 5 claims 5 answered alike\. What else is different: Processor: A processor, 2 cores in the first, Another processor, 8 cores in the second\. PyTorch: 2\.13\.0 in the first, 2\.14\.0 in the second/,
    );
    expect(compared.differences.join()).not.toContain('hw_2');
    expect(markdown).toContain('## What is different');
  });

  test('hold every case of every claim', () => {
    const cases = compared.claims.flatMap(({ effects }) => effects);
    expect(cases.length).toBeGreaterThan(30);
    expect(markdown.match(/^\| (?!Case|---)/gm)).toHaveLength(cases.length);
    expect(markdown).not.toMatch(/null|undefined|NaN|[^\\]<script/);
  });

  test('of other shapes compare none of their cases', () => {
    const larger = { ...baseline, races: baseline.races.map((race) => ({ ...race, shape: 'batch size 512' })) };
    const cases = compareReports(baseline, larger).claims.flatMap(({ effects }) => effects);
    expect(new Set(cases.map(({ missing }) => missing))).toEqual(new Set(['it was not the same work']));
  });

  test('of the same machine and versions say so', () => {
    expect(compareReports(baseline, { ...baseline, id: 'report_3' }).sentence).toContain(
      'Both were measured on the same kind of machine with the same versions.',
    );
  });
});
