/**
 * The whole suite on each supported version of Node, none of them installed:
 *
 *   node scripts/node-versions.mjs [20.19 22 24] [--only test/server]… [--commit HEAD] [--timeout 3600] [--logs folder] [--keep]
 *
 * Each version gets a clean checkout in the temporary folder; --keep leaves it there. Without --only the facts go to
 * docs/results. Ends with 1 where anything failed on any version.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findRelease, RELEASES } from './node-versions/releases.mjs';
import { describeMachine, report, row } from './node-versions/report.mjs';
import { checkOut, runSuite } from './node-versions/suite.mjs';
import { environmentOf, provideToolchain } from './node-versions/toolchain.mjs';

const root = resolve(fileURLToPath(import.meta.url), '..', '..');
const facts = join(root, 'docs', 'results', 'data', 'node-versions');

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', multiple: true, default: [] },
    commit: { type: 'string', default: 'HEAD' },
    timeout: { type: 'string', default: '3600' },
    logs: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});

const releases = chooseReleases();
const commit = git('rev-parse', '--verify', `${options.commit}^{commit}`);
const folder = mkdtempSync(join(tmpdir(), 'photofinish-node-versions-'));
const logs = resolve(options.logs ?? folder);
mkdirSync(logs, { recursive: true });
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stopping.abort());
if (git('status', '--porcelain') !== '') console.log('What is not committed is not tested.');

const outcomes = [];
for (const release of releases) {
  if (stopping.signal.aborted) break;
  outcomes.push(await test(release));
}
console.log(['', ...outcomes.map(row)].join('\n'));
if (stopping.signal.aborted || outcomes.some(({ failed }) => failed)) process.exitCode = 1;
tidyUp();

function chooseReleases() {
  if (`${process.platform}-${process.arch}` !== 'linux-x64') fail('These packages of Node are for Linux on x64.');
  if (!(Number(options.timeout) > 0)) fail('--timeout takes seconds.');
  if (positionals.length === 0) return RELEASES;
  return positionals.map((wanted) => findRelease(wanted) ?? fail(`${wanted} is none of ${known()}.`));
}

function known() {
  return RELEASES.map(({ node }) => node.version).join(', ');
}

function fail(sentence) {
  console.error(sentence);
  process.exit(2);
}

function git(...args) {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
}

async function test(release) {
  const { version } = release.node;
  const logFile = join(logs, `node-${version}.log`);
  console.log(`Node ${version}, npm ${release.npm.version}; everything it says: ${logFile}`);
  const checkout = join(folder, version, 'photofinish');
  const toolchain = await provideToolchain(release);
  mkdirSync(join(folder, version));
  checkOut({ root, commit, folder: checkout });
  const outcome = await runSuite({
    ...{ folder: checkout, environment: environmentOf(toolchain), jestArguments: options.only, logFile },
    ...{ timeoutSeconds: Number(options.timeout), signal: stopping.signal },
  });
  const when = { commit, date: new Date().toISOString().slice(0, 10), machine: describeMachine() };
  const result = { node: version, npm: release.npm.version, ...when, ...outcome };
  if (options.only.length === 0 && !stopping.signal.aborted) keepFacts(result);
  for (const name of outcome.failures) console.log(`  failed: ${name}`);
  if (!options.keep) rmSync(checkout, { recursive: true, force: true });
  return result;
}

function keepFacts(result) {
  mkdirSync(facts, { recursive: true });
  writeFileSync(join(facts, `${result.node}.json`), `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync(join(root, 'docs', 'results', 'node-versions.md'), report(facts));
}

/** What failed leaves its log. */
function tidyUp() {
  if (options.keep || (logs === folder && process.exitCode === 1)) console.log(`Kept: ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
}
