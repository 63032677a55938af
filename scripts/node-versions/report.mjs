/** docs/results/node-versions.md, made of one file of facts per version. */
import { readFileSync, readdirSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';

/** What the suite ran on, in words. */
export function describeMachine() {
  const [{ model } = { model: 'processor unknown' }, ...others] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${model.trim()}, ${others.length + 1} processors, ${memory} GiB, ${type()} ${release()}`;
}

/** Of all versions whose facts lie in `folder`, the oldest first. */
export function report(folder) {
  const facts = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
    .sort((one, other) => one.node.localeCompare(other.node, 'en', { numeric: true }));
  return `${[
    '# The whole suite on each version of Node',
    '',
    '<!-- Written by scripts/node-versions.mjs from docs/results/data/node-versions. -->',
    '`node scripts/node-versions.mjs`: Node and npm as packages of the registry, a clean checkout of the commit, `npm test` in it with nothing',
    'left out. Seconds are those of the whole command: packages, native parts, compiling, tests; the Python environments were there already.',
    '',
    '| Node | npm | tests passed | failed | skipped | test files | seconds | commit | date | machine |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...facts.map(row),
    ...facts.flatMap((each) => listed('Failed', each.node, each.failures)),
    ...facts.flatMap((each) => listed('Skipped', each.node, each.skipped)),
  ].join('\n')}\n`;
}

/** One line of the table. */
export function row({ node, npm, tests, suites, seconds, timedOut, commit, date, machine }) {
  const counts = tests
    ? [tests.passed, tests.failed, tests.skipped]
    : [timedOut ? 'cut off' : 'none were run', '–', '–'];
  const files = suites ? `${suites.passed} of ${suites.all}` : '–';
  const cells = [node, npm, ...counts, files, Math.round(seconds), commit.slice(0, 7), date, machine];
  return `| ${cells.join(' | ')} |`;
}

function listed(what, node, names) {
  return names.length === 0 ? [] : ['', `${what} on Node ${node}:`, '', ...names.map((name) => `- ${name}`)];
}
