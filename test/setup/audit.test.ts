/** `npm run audit` against a registry on this machine that answers as a registry does (or does not). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { packageRoot } from '../../src/engines/worker-path';

const BULK = '/-/npm/v1/security/advisories/bulk';
const ADVISORY = {
  id: 1234,
  url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
  title: 'It trusts what it should not',
  severity: 'high',
  vulnerable_versions: '<2.0.0',
  cwe: [],
  cvss: { score: 7.5, vectorString: null },
};
const EXCEPTION = {
  advisory: 'GHSA-aaaa-bbbb-cccc',
  package: 'trusting',
  reason: 'We never call what trusts.',
  until: '2999-01-01',
};

let folder: string;
let registry: http.Server;
let asked: unknown[];
let answer: { status: number; body: unknown };

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'photofinish-audit-'));
  const dependencies = { trusting: '1.0.0' };
  const manifest = { name: 'project', version: '1.0.0', dependencies, devDependencies: { tool: '1.0.0' } };
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  const packages = {
    '': manifest,
    'node_modules/trusting': { version: '1.0.0' },
    'node_modules/tool': { version: '1.0.0', dev: true },
  };
  fs.writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, packages }));
  asked = [];
  registry = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url === BULK) {
        const body = Buffer.concat(chunks);
        asked.push(JSON.parse((request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString()));
      }
      // What npm asks besides is of no matter here: no such package.
      const { status, body } = request.url === BULK || answer.status === 405 ? answer : { status: 404, body: {} };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  registry.listen(0, '127.0.0.1');
  await once(registry, 'listening');
});
afterEach(async () => {
  registry.closeAllConnections();
  await new Promise((resolve) => registry.close(resolve));
  fs.rmSync(folder, { recursive: true, force: true });
});

async function audit(exceptions: readonly object[] = []): Promise<{ code: number; output: string }> {
  const file = path.join(folder, 'exceptions.json');
  fs.writeFileSync(file, JSON.stringify(exceptions));
  const { port } = registry.address() as AddressInfo;
  const child = spawn(process.execPath, [path.join(packageRoot(), 'scripts', 'audit.mjs'), folder, file], {
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      npm_config_registry: `http://127.0.0.1:${port}/`,
      npm_config_cache: path.join(folder, 'cache'),
      npm_config_fetch_retries: '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, output };
}

test('a registry that knows nothing against the packages is content, and was asked about what a server runs alone', async () => {
  answer = { status: 200, body: {} };
  expect(await audit()).toEqual({ code: 0, output: '0 known against what a server runs, 0 without a reason.\n' });
  expect(asked).toEqual([{ trusting: ['1.0.0'] }]);
});

test('an advisory fails until it has a reason', async () => {
  answer = { status: 200, body: { trusting: [ADVISORY] } };
  const bare = await audit();
  expect(bare.code).toBe(1);
  expect(bare.output).toContain('UNEXPLAINED   GHSA-aaaa-bbbb-cccc trusting (high): It trusts what it should not');
  const explained = await audit([EXCEPTION]);
  expect(explained.code).toBe(0);
  expect(explained.output).toContain('We never call what trusts.');
});

test('an exception past its day, without a reason, or of another package explains nothing', async () => {
  answer = { status: 200, body: { trusting: [ADVISORY] } };
  const { code, output } = await audit([
    { ...EXCEPTION, until: '2020-01-01' },
    { ...EXCEPTION, reason: ' ' },
    { ...EXCEPTION, package: 'another' },
  ]);
  expect(code).toBe(1);
  expect(output).toContain('UNEXPLAINED   GHSA-aaaa-bbbb-cccc trusting');
});

test('an exception that is no longer needed has to go', async () => {
  answer = { status: 200, body: {} };
  const { code, output } = await audit([EXCEPTION]);
  expect(code).toBe(1);
  expect(output).toContain('NEEDLESS      GHSA-aaaa-bbbb-cccc trusting');
});

test('a registry that does not offer the question has not answered it, and that is said', async () => {
  answer = { status: 405, body: { error: 'Method Not Allowed' } };
  const { code, output } = await audit();
  expect(code).toBe(2);
  expect(output).toContain('NOT ANSWERED');
  expect(output).toContain('Nothing was learnt of the packages.');
});

test('the exceptions of this project each have a package, an advisory, a reason and a day', () => {
  const file = path.join(packageRoot(), 'docs', 'audit-exceptions.json');
  for (const exception of JSON.parse(fs.readFileSync(file, 'utf8')) as object[]) {
    expect(exception).toEqual({
      advisory: expect.stringMatching(/^GHSA-/),
      package: expect.stringMatching(/\w/),
      reason: expect.stringMatching(/\w/),
      until: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
    });
  }
});
