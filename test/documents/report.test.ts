import { reportMarkdown } from '../../src/documents/report-markdown';
import { reportPage as pageOf } from '../../src/documents/report-page';
import type { ReportDocument } from '../../src/documents/report-document';
import { drawReport } from '../../src/resolvers/report-drawings';
import { madeUpReport } from './support';

const reportPage = async (report: ReportDocument) => pageOf(report, await drawReport(report));

const HOSTILE = '</title><script>alert(1)</script> [x](javascript:alert(2)) ![y](chart:z) | `a` **b** <!-- \n# c';

describe('a report as Markdown', () => {
  const markdown = reportMarkdown(madeUpReport());

  test('begins with the answers, one sentence for each claim', () => {
    const [, answers = ''] = markdown.split('## The answer\n\n');
    const lines = answers.split('\n\n')[0]?.split('\n') ?? [];
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatch(
      /^- Supported: “PyTorch is faster for recurrent networks, because its dynamic graphs handle them better” \(PyTorch is on average 1\.4\d+ times as fast as TensorFlow in inference of recurrent networks; PyTorch .+\)\.$/,
    );
    expect(lines[4]).toMatch(/^- Contradicted: “Data preprocessing, .+”\.$/);
  });

  test('says of each case what was seen, by which rule, and what was not measured', () => {
    expect(markdown).toMatch(
      /\| lstm, training \| PyTorch \/ TensorFlow \| 1\.4\d* \| 1\.\d+ to 1\.\d+ \(9\d(\.\d)? %\) \| supports \|/,
    );
    expect(markdown).toContain('Supported from 80 % of the cases on, contradicted up to 20 %.');
    expect(markdown).toMatch(
      /\| mlp, first step of training after a change \|.+PyTorch \(2\.13\.0, error 3e-7, 3 compiled for the change\)/,
    );
    expect(markdown.match(/compiled for the change/g)).toHaveLength(2);
    expect(markdown).toMatch(/## What was not measured\n\n(- .+\n)*- several devices /);
    expect(markdown).not.toMatch(/null|undefined|NaN|chart:/);
  });

  test('says where the processes come from, which is not the same at every effort', () => {
    const standard = reportMarkdown(madeUpReport({ effort: 'STANDARD', forksTrials: false }));
    expect(markdown).toContain('each in a new process (on a CPU forked from one that has imported the framework');
    expect(standard).toContain('each in a process that starts anew and imports the framework itself');
    expect(standard).not.toContain('forked');
  });

  test('says so where it is not whole', () => {
    expect(markdown).not.toContain('This report is');
    const cancelled = reportMarkdown(madeUpReport({ status: 'CANCELLED', racesEnded: 3 }));
    expect(cancelled).toContain('**This report is cancelled: it is judged by what is there.**');
  });
});

describe('a report as a page', () => {
  let page: string;
  beforeAll(async () => (page = await reportPage(madeUpReport())));

  test('needs nothing else, and runs nothing', () => {
    expect(page).not.toMatch(/<script|<link|<img|src=|href=|url\((?!#)|@import|\son\w+="/i);
  });

  test('holds a chart for every part that was measured, each with names of its own', () => {
    const parts = madeUpReport().claims.flatMap(({ judged }) =>
      judged.parts.filter(({ effects }) => effects.length > 0),
    );
    // Those whose cases grow are curves: two for each engine, in one chart.
    const grown = parts.filter(({ effects }) => effects.every(({ size }) => size !== null));
    expect(grown).toHaveLength(4);
    // And one of all together, and six of what starting, and starting over, is made of.
    expect(page.match(/<svg /g)).toHaveLength(parts.length - grown.length / 2 + 1 + 6);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { sentence } of parts) expect(page.replace(/&#39;/g, "'")).toContain(sentence.slice(0, 40));
  });

  test('is the same for the same report', async () => {
    expect(await reportPage(madeUpReport())).toBe(page);
  });

  test('shows whatever a label holds as text', async () => {
    const hostile = await reportPage(madeUpReport({ label: HOSTILE }));
    expect(hostile).not.toMatch(/<script|<a |<h1>c|<!--/);
    expect(hostile).toContain('&lt;script&gt;');
    expect(hostile.match(/<svg /g)).toHaveLength(page.match(/<svg /g)?.length ?? 0);
  });
});
