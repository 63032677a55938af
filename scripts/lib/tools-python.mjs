/** The interpreter of the environment `tools` (ruff, SciPy, …). */
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** What PHOTOFINISH_TOOLS_PYTHON names, else the finished environment's; `python3` where there is neither. Needs dist/. */
export function toolsPython(root) {
  if (process.env.PHOTOFINISH_TOOLS_PYTHON) return process.env.PHOTOFINISH_TOOLS_PYTHON;
  const require = createRequire(join(root, 'package.json'));
  const { findCompletedEnvironment } = require('./dist/src/environments/completed-environment.js');
  const { loadConfiguration } = require('./dist/src/config.js');
  const requirements = join(root, 'test', 'oracle', 'requirements.txt');
  const found = findCompletedEnvironment(loadConfiguration().cacheDirectory, 'tools', [requirements]);
  return found?.interpreter ?? 'python3';
}
