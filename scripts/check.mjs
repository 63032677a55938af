/**
 * `npm run check`: everything that can be wrong without running the tests. Runs all checks and names each that
 * fails. With TEST_DATABASE_URL (an empty PostgreSQL database) migrations are checked there too.
 */
import { join } from 'node:path';
import { bootstrap, root } from './bootstrap.mjs';
import { orExplain } from './bootstrap/failure.mjs';
import { runLoudly } from './lib/run-loudly.mjs';
import { setUpEnvironments } from './lib/set-up-environments.mjs';
import { toolsPython } from './lib/tools-python.mjs';

await orExplain(bootstrap);
await setUpEnvironments({ root, include: 'all', only: ['tools'] });

const node = process.execPath;
const tool = (...parts) => join(root, 'node_modules', ...parts);
const databaseUrl = process.env.TEST_DATABASE_URL;
const python = toolsPython(root);

const checks = [
  ['types', node, tool('typescript', 'bin', 'tsc'), '-p', 'tsconfig.json'],
  ['lint', node, tool('eslint', 'bin', 'eslint.js'), '.'],
  ['format', node, tool('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level=warn', '.'],
  ['architecture', node, tool('jest', 'bin', 'jest.js'), '--silent', 'test/architecture'],
  ['schema.graphql is what the code says', node, 'dist/scripts/emit-schema.js', '--check'],
  ['generated protocol files are what the source says', node, 'dist/scripts/emit-protocol.js', '--check'],
  ['pictures are what their data say', node, 'dist/scripts/draw-pictures.js', '--check'],
  ['numbers of the README are what the results say', node, 'dist/scripts/check-readme-numbers.js'],
  [
    'migrations make what the entities say',
    node,
    'dist/scripts/check-migrations.js',
    ...(databaseUrl ? [databaseUrl] : []),
  ],
  // The tools environment may be missing (no Python): then these fail and say so.
  ['Python lint', python, '-m', 'ruff', 'check', '--no-cache', '--quiet', '.'],
  ['Python format', python, '-m', 'ruff', 'format', '--check', '--quiet', '.'],
];

const failures = [];
for (const [name, command, ...args] of checks) {
  const seconds = await runLoudly(root, command, args);
  if (seconds === null) failures.push(name);
  console.log(seconds === null ? `FAILED  ${name}` : `ok      ${name} (${seconds.toFixed(1)} s)`);
}
console.log(failures.length === 0 ? 'All checks passed.' : `Failed: ${failures.join('; ')}.`);
process.exitCode = failures.length === 0 ? 0 : 1;
