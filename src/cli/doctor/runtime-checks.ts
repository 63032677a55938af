/** Node, Python, the engines' environments and the native addons. */
import * as path from 'node:path';
import Database from 'better-sqlite3';
import type { Configuration } from '../../config';
import { findCompletedEnvironment } from '../../environments/completed-environment';
import { environments, type EnvironmentSpec } from '../../environments/environments';
import { recordedFailure } from '../../environments/failure-record';
import { SET_UP_ADVICE } from '../../environments/locate';
import { findPythons, type PythonSearch } from '../../environments/python-finder';
import { locateTensorflowBinding } from '../../environments/tensorflow-binding';
import { fail, ok, reasonOf, warn, type CheckResult } from './check';

/** `version` as `20.20.2`; `range` as package.json has it: `>=20.19.0`. */
export function checkNode(version: string, range: string): CheckResult {
  const oldest = range.replace(/^\D+/, '');
  const comparison = version.localeCompare(oldest, 'en', { numeric: true });
  if (comparison >= 0) return ok('Node.js', version);
  return fail('Node.js', `${version} is too old`, `Install Node.js ${oldest} or newer.`);
}

export async function checkPython(find: () => Promise<PythonSearch> = findPythons): Promise<CheckResult> {
  const { usable, advice } = await find();
  if (usable.length === 0) return fail('Python', 'none that can be used', advice);
  return ok('Python', usable.map(({ version, executable }) => `${version} (${executable})`).join(', '));
}

/** One result per environment that racing needs; the float64 reference is the one that no race can do without. */
export function checkEnvironments(configuration: Configuration, packageRoot: string): CheckResult[] {
  return environments
    .filter(({ purpose }) => purpose === 'engines')
    .map((spec) => checkEnvironment(spec, configuration, packageRoot));
}

function checkEnvironment(spec: EnvironmentSpec, configuration: Configuration, packageRoot: string): CheckResult {
  const name = `environment ${spec.name}`;
  const override = configuration.pythonOverrides[spec.name];
  if (override !== undefined) return ok(name, `your own: ${override}`);
  const files = [spec.gpuRequirementsFile, spec.requirementsFile].flatMap((file) =>
    file === null ? [] : [path.join(packageRoot, file)],
  );
  const found = findCompletedEnvironment(configuration.cacheDirectory, spec.name, files);
  if (found) return ok(name, `Python ${found.pythonVersion} in ${found.directory}`);
  const failure = recordedFailure(configuration.cacheDirectory, spec.name, files);
  const report = spec.name === 'reference' ? fail : warn;
  if (failure !== null) return report(name, 'could not be installed', `${failure} Then ${SET_UP_ADVICE} again.`);
  return report(name, 'not installed', asSentence(SET_UP_ADVICE));
}

export function checkTensorflowBinding(packageRoot: string): CheckResult {
  const binding = locateTensorflowBinding({ packageRoot });
  if (binding.kind === 'found') return ok('TensorFlow addon', `built against ${binding.tensorflowDirectory}`);
  return warn('TensorFlow addon', '`tensorflow-node` cannot race', binding.reason);
}

/** Opens a database in memory, which loads the addon. */
export function checkSqliteAddon(): CheckResult {
  try {
    new Database(':memory:').close();
    return ok('SQLite addon', 'loads');
  } catch (error) {
    return fail(
      'SQLite addon',
      `does not load: ${reasonOf(error)}`,
      'Run `npm rebuild better-sqlite3` with this Node.js.',
    );
  }
}

function asSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
