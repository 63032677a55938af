/** The interpreter with SciPy that independent answers come from (requirements.txt beside this file). */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { loadConfiguration } from '../../src/config';

const INTERPRETER = path.join('bin', 'python');

/** PHOTOFINISH_TOOLS_PYTHON, or the newest finished `tools` environment of the cache; null where there is none. */
export function findToolsPython(): string | null {
  const named = process.env['PHOTOFINISH_TOOLS_PYTHON'];
  if (named) return named;
  const environments = path.join(loadConfiguration().cacheDirectory, 'environments');
  if (!fs.existsSync(environments)) return null;
  const finished = fs
    .readdirSync(environments)
    .filter((name) => name.startsWith('tools-'))
    .map((name) => ({ marker: path.join(environments, name, 'complete.json'), folder: path.join(environments, name) }))
    .filter(({ marker, folder }) => fs.existsSync(marker) && fs.existsSync(path.join(folder, INTERPRETER)))
    .sort((a, b) => fs.statSync(b.marker).mtimeMs - fs.statSync(a.marker).mtimeMs);
  return finished[0] ? path.join(finished[0].folder, INTERPRETER) : null;
}

/** As `describe`, handing over the interpreter; without one every test inside counts as skipped, and it is said why. */
export function describeWithToolsPython(name: string, body: (python: string) => void): void {
  const python = findToolsPython();
  if (python === null) {
    process.stderr.write(
      `SKIPPED: "${name}" needs the tools environment (npm test makes it) or PHOTOFINISH_TOOLS_PYTHON\n`,
    );
  }
  (python === null ? describe.skip : describe)(name, () => body(python ?? ''));
}

/** Runs a script of this folder once, JSON in and JSON out. Throws with its error output where it fails. */
export function askOracle<Answer>(python: string, script: string, question: unknown): Answer {
  const result = spawnSync(python, [path.join(__dirname, script)], {
    input: JSON.stringify(question),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    timeout: 120_000,
  });
  if (result.status !== 0) throw new Error(`${script} failed: ${result.error?.message ?? result.stderr}`);
  return JSON.parse(result.stdout) as Answer;
}
