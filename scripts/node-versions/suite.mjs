/** The whole suite of one commit in a clean checkout of its own, under one version of Node. */
import { execFileSync, spawn } from 'node:child_process';
import { createWriteStream, existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';

/** Also shown while it runs; all of it is in the log. */
const WORTH_SHOWING =
  /^(PASS|FAIL|Tests:|Test Suites:|photofinish:|Installing|Building|Compiling|.*: (ready|NOT SET UP))/;

/** How long what is told to end may take. */
const GRACE_MILLISECONDS = 15_000;

/** A clone that shares nothing with ours; `folder` does not exist yet. */
export function checkOut({ root, commit, folder }) {
  const quietly = { stdio: ['ignore', 'ignore', 'inherit'] };
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', '--no-checkout', root, folder], quietly);
  execFileSync('git', ['checkout', '--quiet', '--detach', commit], { ...quietly, cwd: folder });
}

/**
 * Resolves with the measured facts, also where tests failed; `failed` says whether anything did. The output goes to
 * `logFile`, line by line. Every process that it starts is of one group, which is ended with it.
 */
export async function runSuite({ folder, environment, jestArguments, logFile, timeoutSeconds, signal }) {
  const resultsFile = join(folder, '..', `results-${process.pid}.json`);
  const begin = performance.now();
  const args = ['test', '--silent', '--', ...jestArguments, `--outputFile=${resultsFile}`];
  const ended = await runLogged({ command: 'npm', args, cwd: folder, environment, logFile, timeoutSeconds, signal });
  const seconds = (performance.now() - begin) / 1000;
  const outcome = { seconds, ...ended, ...readResults(resultsFile, folder) };
  rmSync(resultsFile, { force: true });
  return { ...outcome, failed: ended.exitCode !== 0 || outcome.tests === null || outcome.tests.failed > 0 };
}

async function runLogged({ command, args, cwd, environment, logFile, timeoutSeconds, signal }) {
  const log = createWriteStream(logFile);
  const child = spawn(command, args, { cwd, env: environment, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const end = (name) => endGroup(child.pid, name);
  let timedOut = false;
  const stop = () => {
    end('SIGTERM');
    setTimeout(end, GRACE_MILLISECONDS, 'SIGKILL').unref();
  };
  const timer = setTimeout(() => {
    timedOut = true;
    stop();
  }, 1000 * timeoutSeconds);
  signal.addEventListener('abort', stop, { once: true });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      log.write(`${line}\n`);
      if (WORTH_SHOWING.test(line)) console.log(`  ${line}`);
    });
  }
  const exitCode = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  clearTimeout(timer);
  signal.removeEventListener('abort', stop);
  // Whoever stayed behind.
  end('SIGKILL');
  await new Promise((resolve) => log.end(resolve));
  return { exitCode, timedOut };
}

function endGroup(leader, name) {
  try {
    process.kill(-leader, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Of jest's own report; null where it never came to one. */
function readResults(file, folder) {
  if (!existsSync(file)) return { tests: null, suites: null, failures: [], skipped: [] };
  const results = JSON.parse(readFileSync(file, 'utf8'));
  const suites = results.testResults.map((suite) => ({ ...suite, name: relative(folder, suite.name) }));
  const named = (wanted) =>
    suites.flatMap(({ name, assertionResults }) =>
      assertionResults.filter(({ status }) => wanted.includes(status)).map(({ fullName }) => `${name}: ${fullName}`),
    );
  const broken = suites.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0);
  return {
    tests: {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    },
    suites: { passed: results.numPassedTestSuites, all: results.numTotalTestSuites },
    failures: [...broken.map(({ name }) => `${name}: could not be run`), ...named(['failed'])],
    skipped: named(['pending', 'skipped', 'todo']),
  };
}
