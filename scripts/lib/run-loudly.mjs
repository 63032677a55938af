/** Runs a program whose output belongs to the reader. */
import { spawn } from 'node:child_process';

/** Seconds that it took; null where it failed or could not be started (which is said). */
export function runLoudly(cwd, command, args) {
  const begin = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', (error) => {
      console.error(error.message);
      resolve(null);
    });
    child.once('close', (code) => resolve(code === 0 ? (performance.now() - begin) / 1e3 : null));
  });
}
