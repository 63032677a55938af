/**
 * `npm test` from a bare clone: sets up Node's packages, the engines and the tools, then runs jest; arguments go to
 * jest. What cannot be set up is said; the tests that need it say that they are skipped.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './bootstrap.mjs';
import './set-up-engines.mjs';

const folder = mkdtempSync(join(tmpdir(), 'photofinish-jest-'));
const asked = process.argv.slice(2);
// Whoever wants jest's own report says where.
const reportTo = asked.find((argument) => argument.startsWith('--outputFile='))?.slice('--outputFile='.length);
const resultsFile = reportTo ?? join(folder, 'results.json');
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const args = [jest, '--json', ...(reportTo ? [] : [`--outputFile=${resultsFile}`]), ...asked];
// --json sends a copy of the results to stdout unless they go to a file, and all reports to stderr.
const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
const exitCode = await new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
const line = summary(resultsFile);
rmSync(folder, { recursive: true, force: true });
console.log(line);
process.exitCode = exitCode;

/** A suite that could not even start counts as one failure: its tests are unknown, not passed. */
function summary(file) {
  try {
    const results = JSON.parse(readFileSync(file, 'utf8'));
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    return `Tests: ${results.numPassedTests} passed, ${failed} failed, ${skipped} skipped`;
  } catch {
    return 'Tests: none were run';
  }
}
