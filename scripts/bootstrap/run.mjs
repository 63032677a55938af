/** Runs the programs of set-up, keeping the beginning and the end of what they print. */
import { spawn } from 'node:child_process';

/** Kept of each end: npm names its error first and prints pages of usage after it, compilers the other way round. */
const KEPT_CHARACTERS = 2500;

/**
 * Resolves with { code, output } (code null where the program could not be started or was ended by a signal).
 * It ends with us: on SIGINT or SIGTERM it is told first.
 */
export function run(command, args, { cwd, environment = {}, onStart = () => undefined } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (child.pid !== undefined) onStart(child.pid);
    const kept = { head: '', tail: '' };
    const keep = (chunk) => {
      const text = chunk.toString();
      const room = KEPT_CHARACTERS - kept.head.length;
      kept.head += text.slice(0, room);
      kept.tail = (kept.tail + text.slice(room)).slice(-KEPT_CHARACTERS);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const stop = (signal) => {
      child.kill(signal);
      process.exit(130);
    };
    process.once('SIGINT', stop).once('SIGTERM', stop);
    const settle = (result) => {
      process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop);
      resolve(result);
    };
    child.once('error', (error) => settle({ code: null, output: error.message }));
    child.once('close', (code) => settle({ code, output: join(kept) }));
  });
}

/** npm as the user called it, else the one on the PATH. */
export function runNpm(args, options) {
  const npm = process.env.npm_execpath;
  return npm && /npm-cli\.c?js$/.test(npm) ? run(process.execPath, [npm, ...args], options) : run('npm', args, options);
}

function join({ head, tail }) {
  return (tail.length < KEPT_CHARACTERS ? head + tail : `${head}\n…\n${tail}`).trim();
}
