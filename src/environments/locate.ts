/** Finds the interpreter that an engine's Python worker runs in. Looks at files only. */
import { readdirSync, realpathSync, statSync } from 'node:fs';
import * as path from 'node:path';
import type { CacheVariables, Launch, LaunchContext, NotInstalled } from '../engines/engine';
import { findCompletedEnvironment, isExecutable } from './completed-environment';
import { recordedFailure } from './failure-record';
import { shortDigest } from './requirements';

/** The command that makes what is missing, for sentences shown to the user. */
export const SET_UP_ADVICE = 'run `npm run quickstart` (or `npx photofinish setup`)';

/** An engine whose worker is a Python program. */
export interface PythonWorkerSpec {
  /** Names the override variable: `pytorch` → PHOTOFINISH_PYTHON_PYTORCH. */
  readonly engineId: string;
  /** Name of the environment that set-up makes; several engines may share one. */
  readonly environment: string;
  /** Alternatives, relative to the package root, the preferred first (`requirements-gpu.txt` before `requirements.txt`). */
  readonly requirementsFiles: readonly string[];
  /** The worker program, relative to the package root. */
  readonly worker: string;
  /** After the program. */
  readonly arguments?: readonly string[];
  /** Added to the environment of the worker. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Absent: it keeps nothing that it compiled. */
  readonly caches?: CacheVariables;
}

/**
 * How to launch a Python worker: by the interpreter that the user names for this engine, else by the environment
 * that set-up finished for today's pins; else what is missing and the command that installs it.
 */
export function locatePythonWorker(context: LaunchContext, spec: PythonWorkerSpec): Launch | NotInstalled {
  const override = context.pythonOverride(spec.engineId);
  if (override !== undefined) return locateOverride(context, spec, override);
  const files = spec.requirementsFiles.map((file) => path.join(context.packageRoot, file));
  const found = findCompletedEnvironment(context.cacheDirectory, spec.environment, files);
  if (found) {
    const runtimeKey = `${found.key}:${shortDigest([found.interpreter, modificationTime(found.sitePackages)])}`;
    return launch(context, spec, found.interpreter, runtimeKey);
  }
  const failure = recordedFailure(context.cacheDirectory, spec.environment, files);
  if (failure === null)
    return notInstalled(`The environment \`${spec.environment}\` is not installed: ${SET_UP_ADVICE}.`);
  return notInstalled(
    `The environment \`${spec.environment}\` could not be installed: ${failure} Then ${SET_UP_ADVICE} again.`,
  );
}

function locateOverride(context: LaunchContext, spec: PythonWorkerSpec, interpreter: string): Launch | NotInstalled {
  if (!isExecutable(interpreter)) {
    const variable =
      context.overrideVariable ?? `PHOTOFINISH_PYTHON_${spec.engineId.toUpperCase().replaceAll('-', '_')}`;
    return notInstalled(
      `${variable} names no Python interpreter that can be run: correct it, or unset it and ${SET_UP_ADVICE}.`,
    );
  }
  return launch(
    context,
    spec,
    interpreter,
    `override:${shortDigest([interpreter, ...stateOfForeignInstallation(interpreter)])}`,
  );
}

/**
 * What changes when the user upgrades an environment of their own: the interpreter behind the links, and the
 * modification time of its package folders (installing or removing a package makes or removes an entry there).
 */
function stateOfForeignInstallation(interpreter: string): string[] {
  const libraries = path.join(path.dirname(path.dirname(interpreter)), 'lib');
  const packageFolders = entriesOf(libraries)
    .filter((entry) => /^python3\.\d+$/.test(entry))
    .map((entry) => path.join(libraries, entry, 'site-packages'));
  return [realpathSync(interpreter), modificationTime(interpreter), ...packageFolders.map(modificationTime)];
}

function launch(context: LaunchContext, spec: PythonWorkerSpec, interpreter: string, runtimeKey: string): Launch {
  return {
    kind: 'launch',
    command: interpreter,
    args: [path.join(context.packageRoot, spec.worker), ...(spec.arguments ?? [])],
    // Packages of the user's home would mix into the pinned ones; a crash in native code names where it happened.
    environment: { PYTHONNOUSERSITE: '1', PYTHONFAULTHANDLER: '1', ...spec.variables },
    runtimeKey,
    ...(spec.caches ? { caches: spec.caches } : {}),
    forks: true,
  };
}

function notInstalled(reason: string): NotInstalled {
  return { kind: 'not-installed', reason };
}

function modificationTime(file: string): string {
  return String(statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 'absent');
}

function entriesOf(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
