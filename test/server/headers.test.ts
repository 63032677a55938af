/** What browsers are told to do with our answers. */
import { startApi, type TestApi } from '../support/api';
import { describeOverSqlite } from '../support/databases';

describeOverSqlite('the headers of an answer', (database) => {
  let api: TestApi;
  beforeEach(async () => (api = await startApi(await database().open())));
  afterEach(() => api.stop());

  test('let a browser run nothing of it, frame it nowhere and guess no type', async () => {
    const headers = { 'content-type': 'application/json' };
    for (const url of [api.url, String(new URL('/nothing', api.url))]) {
      const answer = await fetch(url, { method: 'POST', headers, body: '{"query":"{ __typename }"}' });
      expect(answer.headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'");
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
      expect(answer.headers.get('x-powered-by')).toBeNull();
    }
  });

  test('leave the landing page the policy that it brings along, with a nonce of its own', async () => {
    const load = () => fetch(api.url, { headers: { accept: 'text/html' } });
    const [first, second] = [await load(), await load()];
    expect(first.headers.get('content-security-policy')).toBeNull();
    expect(first.headers.get('x-frame-options')).toBe('SAMEORIGIN');
    const nonces = await Promise.all(
      [first, second].map(async (page) => /nonce-([0-9a-f]+)/.exec(await page.text())?.[1]),
    );
    expect(nonces[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(nonces[1]).not.toBe(nonces[0]);
  });
});
