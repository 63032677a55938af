/** Reports as pages: an answer of the API to whoever may read it, in another form. */
import type { DataSource } from 'typeorm';
import { startApi, type TestApi } from '../support/api';
import { stock } from '../support/article-engines';
import { describeOverSqlite } from '../support/databases';
import { makeToken } from '../support/tokens';

const START = 'mutation ($input: StartReportInput!) { startReport(input: $input) { id url } }';
const INPUT = { engines: ['pytorch', 'tensorflow'], claims: ['rnn-speed'], label: '<b>ours</b>' };

describeOverSqlite('the page of a report', (database) => {
  let dataSource: DataSource;
  let api: TestApi;
  beforeEach(async () => {
    dataSource = await database().open();
    api = await startApi(dataSource, { stock });
  });
  afterEach(() => api.stop());

  const started = async (token?: string): Promise<{ id: string; url: string }> =>
    (await api.post(START, { input: INPUT }, token)).answer.data.startReport;
  const at = (path: string, token?: string) =>
    fetch(new URL(path, api.url), {
      headers: { accept: 'text/html', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    });

  test('is served at its address, may run nothing, and is kept by nobody', async () => {
    const { url } = await started();
    const page = await at(url);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none';.*style-src 'unsafe-inline'/);
    const html = await page.text();
    expect(html).toContain('Not enough data: “PyTorch is faster for recurrent networks');
    expect(html).toContain('&lt;b&gt;ours&lt;/b&gt;');
  });

  test('is the same as a file with an ending, and as Markdown', async () => {
    const { url } = await started();
    expect(await (await at(`${url}.html`)).text()).toBe(await (await at(url)).text());
    const markdown = await at(`${url}.md`);
    expect(markdown.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    expect(await markdown.text()).toMatch(/^# TensorFlow vs PyTorch/);
  });

  test.each(['/reports', '/reports/', '/reports/report_0', '/reports/x.html', '/reports/%00', '/reports/report_/..'])(
    'is not found at %s',
    async (path) => {
      const answer = await at(path);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
    },
  );

  test('stands beside that of another one, as a page and as Markdown', async () => {
    const [first, second] = [await started(), await started()];
    const { data } = (
      await api.post('query ($a: ID!, $b: ID!) { reportComparison(baseline: $a, candidate: $b) { url html } }', {
        a: first.id,
        b: second.id,
      })
    ).answer;
    const { url, html } = data.reportComparison;
    expect(url).toBe(`${first.url}/compared-with/${second.id}`);
    const page = await at(url);
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'/);
    const text = await page.text();
    expect(text).toBe(html);
    expect(text).toMatch(/<h1>Two reports, compared<\/h1>[^]*&lt;b&gt;ours&lt;\/b&gt;/);
    expect(await (await at(`${url}.md`)).text()).toMatch(/^# Two reports, compared/);
    for (const path of [`${first.url}/compared-with/${first.id}`, `${first.url}/compared-with/report_0`, `${url}/x`])
      expect((await at(path)).status).toBe(404);
  });

  test('is for those who may read it', async () => {
    await api.stop();
    // Clients and server are one process here, and starting a report is costly: on a slow machine it is more than one's share.
    api = await startApi(dataSource, { asks: true, stock, traffic: { callerShare: 1 } });
    const of = async (project: string) => (await makeToken(dataSource, { scope: 'RUN', projects: [project] })).secret;
    const [ours, theirs] = [await of('vision'), await of('speech')];
    const { url } = await started(ours);
    expect((await at(url)).status).toBe(401);
    expect((await at(url, theirs)).status).toBe(404);
    expect((await at(url, ours)).status).toBe(200);
    const beside = `${url}/compared-with/${(await started(theirs)).id}`;
    expect((await at(beside)).status).toBe(401);
    expect((await at(beside, theirs)).status).toBe(404);
    expect((await at(beside, ours)).status).toBe(404);
  });

  test('costs a query what its charts do', async () => {
    const page = (first: number) => `{ reports(first: ${first}) { edges { node { html } } } }`;
    expect((await api.post(page(1))).answer.errors).toBeUndefined();
    expect((await api.post(page(50))).answer.errors?.[0]?.extensions.code).toBe('TOO_COMPLEX');
  });
});
