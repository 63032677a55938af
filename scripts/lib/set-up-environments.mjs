/** Set-up of the Python environments for scripts: one plain line per step on stderr. */
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Repeats of the same line (a download's progress) are shown at most this often. */
const PROGRESS_INTERVAL_MILLISECONDS = 5000;

/** Returns the outcomes; failures are printed, never thrown. Needs dist/ and node_modules. */
export async function setUpEnvironments({ root, include, only }) {
  const require = createRequire(join(root, 'package.json'));
  const { setUpEngines } = require('./dist/src/environments/setup.js');
  const { loadConfiguration } = require('./dist/src/config.js');
  const { cacheDirectory } = loadConfiguration();
  const options = { packageRoot: root, cacheDirectory, include, ...(only ? { only } : {}) };
  const shown = { line: '', at: 0 };
  for await (const event of setUpEngines(options)) {
    if (event.kind === 'summary') return event.outcomes;
    const line = describe(event);
    const repeated =
      line.replace(/ \d+ %$/, '') === shown.line && Date.now() - shown.at < PROGRESS_INTERVAL_MILLISECONDS;
    if (line === '' || repeated) continue;
    console.error(line);
    shown.line = line.replace(/ \d+ %$/, '');
    shown.at = Date.now();
  }
  return [];
}

function describe(event) {
  if (event.kind === 'progress') {
    const share = event.fraction === undefined ? '' : ` ${Math.round(event.fraction * 100)} %`;
    return `${event.environment}: ${event.message}${share}`;
  }
  if (event.outcome === 'already-there') return '';
  if (event.outcome === 'ready') return `${event.environment}: ready after ${event.seconds.toFixed(0)} s`;
  return `${event.outputTail}\n${event.environment}: NOT SET UP. ${event.reason}`;
}
