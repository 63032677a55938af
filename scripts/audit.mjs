/**
 * `npm run audit`: asks the registry for what is known against the packages of package-lock.json that an installed
 * server runs (development tools left out). Ends with 0 where nothing is, or each has its reason in
 * docs/audit-exceptions.json; with 1 where something has none, or an exception is no longer needed; with 2 where the
 * registry did not answer, which says nothing of the packages.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judge } from './lib/judge-audit.mjs';

const root = join(import.meta.dirname, '..');
const [lockFolder = root, exceptionsFile = join(root, 'docs', 'audit-exceptions.json')] = process.argv.slice(2);

const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const MINUTES = 60_000;

const { stdout, error } = spawnSync(NPM, ['audit', '--omit=dev', '--json', '--package-lock-only'], {
  cwd: lockFolder,
  encoding: 'utf8',
  timeout: 3 * MINUTES,
  maxBuffer: 2 ** 26,
});
const exceptions = JSON.parse(readFileSync(exceptionsFile, 'utf8'));
const { exitCode, lines } = judge(error ? '' : stdout, exceptions, new Date());
for (const line of lines) console.log(line);
process.exitCode = exitCode;
