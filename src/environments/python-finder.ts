/** Finds the Python interpreters of this machine that environments can be made from. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Minor versions of Python 3 that every pinned framework has wheels for. */
export const SUPPORTED_MINOR_VERSIONS = { oldest: 11, newest: 13 } as const;

/** Asked in this order; the first that works is taken, later ones where the pins have no build for it. */
export const PYTHON_COMMANDS = ['python3.13', 'python3.12', 'python3.11', 'python3', 'python'] as const;

const ANSWER_TIMEOUT_MILLISECONDS = 20_000;

const QUESTION = `
import importlib.util, json, os, sys
missing = [name for name in ('venv', 'ensurepip') if importlib.util.find_spec(name) is None]
print(json.dumps({'version': list(sys.version_info[:3]), 'executable': os.path.realpath(sys.executable),
                  'implementation': sys.implementation.name, 'missing': missing}))
`;

/** An interpreter that environments can be made from. */
export interface Python {
  /** Absolute path, links resolved. */
  readonly executable: string;
  /** `3.12.4`. */
  readonly version: string;
}

/** What asking found: usable interpreters in order of preference, and why the others are not. */
export interface PythonSearch {
  readonly usable: readonly Python[];
  /** One sentence to show when nothing is usable. */
  readonly advice: string;
}

interface Answer {
  version: [number, number, number];
  executable: string;
  implementation: string;
  missing: string[];
}

/** Asks each command once; commands that lead to the same interpreter count once. Never throws. */
export async function findPythons(commands: readonly string[] = PYTHON_COMMANDS): Promise<PythonSearch> {
  const answers = await Promise.all(commands.map(async (command) => ({ command, answer: await ask(command) })));
  const usable = new Map<string, Python>();
  const complaints: string[] = [];
  for (const { command, answer } of answers) {
    if (!answer) continue;
    const complaint = whyUnusable(command, answer);
    if (complaint) complaints.push(complaint);
    else usable.set(answer.executable, { executable: answer.executable, version: answer.version.join('.') });
  }
  return { usable: [...usable.values()], advice: adviceFor(complaints) };
}

function whyUnusable(command: string, answer: Answer): string | null {
  const version = answer.version.join('.');
  const [major, minor] = answer.version;
  if (answer.implementation !== 'cpython') return `${command} is ${answer.implementation}, not CPython`;
  const supported = major === 3 && minor >= SUPPORTED_MINOR_VERSIONS.oldest && minor <= SUPPORTED_MINOR_VERSIONS.newest;
  if (!supported) return `${command} is Python ${version}`;
  if (answer.missing.length > 0) {
    return `${command} (Python ${version}) lacks ${answer.missing.join(' and ')} (on Debian and Ubuntu: apt install python3.${minor}-venv)`;
  }
  return null;
}

function adviceFor(complaints: readonly string[]): string {
  const range = `Python 3.${SUPPORTED_MINOR_VERSIONS.oldest} to 3.${SUPPORTED_MINOR_VERSIONS.newest}`;
  const seen = complaints.length === 0 ? 'no Python was found' : [...new Set(complaints)].join('; ');
  return `${range} with its venv module is needed (${seen}): install it and put it on the PATH.`;
}

async function ask(command: string): Promise<Answer | null> {
  try {
    const { stdout } = await promisify(execFile)(command, ['-I', '-c', QUESTION], {
      timeout: ANSWER_TIMEOUT_MILLISECONDS,
      killSignal: 'SIGKILL',
    });
    return JSON.parse(stdout) as Answer;
  } catch {
    return null;
  }
}
