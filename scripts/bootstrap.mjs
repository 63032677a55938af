/**
 * From a bare clone to something that runs: Node packages, the SQLite driver, compiled sources. Uses nothing but
 * Node, because nothing else is there yet. Safe to interrupt and to repeat; when all is there it costs milliseconds.
 */
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, buildIsReady } from './bootstrap/build.mjs';
import { orExplain } from './bootstrap/failure.mjs';
import { withLock } from './bootstrap/lock.mjs';
import { requireNode } from './bootstrap/node-version.mjs';
import { installPackages, packagesAreReady } from './bootstrap/packages.mjs';

export const root = resolve(fileURLToPath(import.meta.url), '..', '..');

/** Prints to stderr: stdout belongs to the command that follows (`--json`). Throws `BootstrapFailure`. */
export async function bootstrap() {
  requireNode(process.versions.node);
  if (packagesAreReady(root) && buildIsReady(root)) return;
  const say = (message) => console.error(message);
  await withLock(
    join(root, 'dist', '.bootstrap.lock'),
    () => say('Waiting for another set-up of this folder …'),
    async (onStart) => {
      if (!packagesAreReady(root)) await installPackages({ root, say, onStart });
      if (!buildIsReady(root)) await build({ root, say, onStart });
    },
  );
}

/** Sets up, then becomes `photofinish <args>` in this same process, so that signals reach it directly. */
export async function handOver(args) {
  await orExplain(bootstrap);
  const main = join(root, 'dist', 'src', 'main.js');
  process.argv.splice(1, process.argv.length, main, ...args);
  await import(pathToFileURL(main).href);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await orExplain(bootstrap);
