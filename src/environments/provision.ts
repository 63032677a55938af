/** Makes one Python environment: a venv with pinned packages, finished or not at all. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import {
  type CompletedEnvironment,
  type CompletionMarker,
  environmentsDirectory,
  findCompletedEnvironment,
  interpreterOf,
  locksDirectory,
  markerFile,
  platformName,
} from './completed-environment';
import { runPythonModule } from './guarded-process';
import { waitForLock } from '../host-lock';
import { createPipReader, explainPipFailure, progressBarOption } from './pip-output';
import type { Python, PythonSearch } from './python-finder';
import { requirementsDigest, shortDigest } from './requirements';
import type { SetupPhase, SetupProgress } from './setup-event';

/** An environment to make. */
export interface ProvisionRequest {
  readonly cacheDirectory: string;
  readonly name: string;
  /** Absolute path of the pinned requirements. */
  readonly requirementsFile: string;
  /** Interpreters to try; the next is tried where the pins have no build for one. Asked only if one is needed. */
  readonly findPythons: () => Promise<PythonSearch>;
  readonly signal?: AbortSignal;
}

/** An environment could not be made. The message is whole sentences for the user. */
export class ProvisionError extends Error {
  override readonly name = 'ProvisionError';
  constructor(
    message: string,
    /** Last lines of the failing program; may be empty. */
    readonly outputTail: string,
  ) {
    super(message);
  }
}

type Steps = AsyncGenerator<SetupProgress, CompletedEnvironment>;

/**
 * Makes the environment unless a finished one for the same pins is there, and returns it. A venv cannot be moved, so
 * it is made in its final place, and `complete.json` written last tells it from the remains of an interrupted
 * attempt, which are removed. Throws `ProvisionError`, or the signal's reason when aborted.
 */
export async function* provision(request: ProvisionRequest): Steps {
  const existing = find(request);
  if (existing) return existing;
  const lockFile = path.join(locksDirectory(request.cacheDirectory), `${request.name}.sqlite`);
  const waiting = progress(request, 'waiting', 'waiting for another set-up to finish');
  const release = yield* waitForLock(lockFile, waiting, request.signal);
  try {
    return find(request) ?? (yield* makeWithAnyPython(request));
  } finally {
    release();
  }
}

function find(request: ProvisionRequest): CompletedEnvironment | null {
  return findCompletedEnvironment(request.cacheDirectory, request.name, [request.requirementsFile]);
}

async function* makeWithAnyPython(request: ProvisionRequest): Steps {
  yield progress(request, 'python', 'looking for Python');
  const search = await request.findPythons();
  let refusal = new ProvisionError(search.advice, '');
  for (const python of search.usable) {
    const made = yield* make(request, python);
    if (!(made instanceof ProvisionError)) return made;
    refusal = made;
  }
  throw refusal;
}

/** Returns (not throws) the error that another interpreter may not run into. */
async function* make(
  request: ProvisionRequest,
  python: Python,
): AsyncGenerator<SetupProgress, CompletedEnvironment | ProvisionError> {
  const requirements = requirementsDigest(request.requirementsFile);
  const key = shortDigest([requirements, python.version, python.executable, platformName()]);
  const directory = path.join(environmentsDirectory(request.cacheDirectory), `${request.name}-${key}`);
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  mkdirSync(directory, { recursive: true });
  yield progress(request, 'environment', `making an environment with Python ${python.version}`);
  await makeVenv(request, python, directory);
  const failure = yield* installPackages(request, directory);
  if (failure?.kind === 'no-build') {
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    return new ProvisionError(
      `${failure.sentence} (Python ${python.version}.) Install another of the supported Pythons.`,
      failure.tail,
    );
  }
  if (failure) throw new ProvisionError(failure.sentence, failure.tail);
  writeMarker(directory, {
    requirements,
    pythonVersion: python.version,
    platform: platformName(),
    sitePackages: path.join('lib', `python${python.version.split('.').slice(0, 2).join('.')}`, 'site-packages'),
    completedAtEpochMilliseconds: Date.now(),
  });
  const made = find(request);
  if (!made)
    throw new ProvisionError(
      'The environment was made but its interpreter cannot be run: remove the cache directory and try again.',
      '',
    );
  return made;
}

async function makeVenv(request: ProvisionRequest, python: Python, directory: string): Promise<void> {
  const { end } = await drain(runPythonModule(python.executable, ['venv', directory], request.signal));
  request.signal?.throwIfAborted();
  if (end.exitCode !== 0) {
    const full = /No space left on device/i.test(end.tail);
    const reason = full
      ? explainPipFailure(end.tail).sentence
      : `Python ${python.version} could not make a virtual environment: check its venv and ensurepip modules.`;
    throw new ProvisionError(reason, end.tail);
  }
}

async function* installPackages(request: ProvisionRequest, directory: string) {
  const interpreter = interpreterOf(directory);
  const { lines } = await drain(runPythonModule(interpreter, ['pip', '--version'], request.signal));
  const pipVersion = /^pip (\S+)/.exec(lines[0] ?? '')?.[1] ?? '0';
  const options = [
    '--no-input',
    '--disable-pip-version-check',
    '--no-warn-script-location',
    progressBarOption(pipVersion),
  ];
  const install = runPythonModule(
    interpreter,
    ['pip', 'install', ...options, '-r', request.requirementsFile],
    request.signal,
  );
  const read = createPipReader();
  let step = await install.next();
  for (; !step.done; step = await install.next()) {
    const shown = read(step.value);
    if (shown)
      yield {
        ...progress(request, 'packages', shown.message),
        ...(shown.fraction === undefined ? {} : { fraction: shown.fraction }),
      };
  }
  request.signal?.throwIfAborted();
  const end = step.value;
  return end.exitCode === 0 ? null : { ...explainPipFailure(end.tail), tail: end.tail };
}

async function drain<Returned>(lines: AsyncGenerator<string, Returned>): Promise<{ lines: string[]; end: Returned }> {
  const kept: string[] = [];
  let step = await lines.next();
  for (; !step.done; step = await lines.next()) kept.push(step.value);
  return { lines: kept, end: step.value };
}

function writeMarker(directory: string, marker: CompletionMarker): void {
  const temporary = `${markerFile(directory)}.new`;
  writeFileSync(temporary, JSON.stringify(marker, null, 2));
  renameSync(temporary, markerFile(directory));
}

function progress(request: ProvisionRequest, phase: SetupPhase, message: string): SetupProgress {
  return { kind: 'progress', environment: request.name, phase, message };
}
