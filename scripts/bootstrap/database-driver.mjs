/**
 * better-sqlite3's compiled part. It is made for one ABI of Node; where its ready-made file cannot be downloaded it
 * is compiled, which takes a minute, so the result is kept in the user's cache for the next checkout.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheDirectory } from './cache-directory.mjs';
import { BootstrapFailure } from './failure.mjs';
import { runNpm } from './run.mjs';

/** Whether the driver opens a database, tried in a process of its own: a wrong file may crash. */
export function databaseDriverLoads(root) {
  const program = "new (require('better-sqlite3'))(':memory:').exec('select 1')";
  return spawnSync(process.execPath, ['-e', program], { cwd: root, stdio: 'ignore', timeout: 30_000 }).status === 0;
}

/** Takes the compiled part from the cache, else lets npm download or compile it and keeps it. Throws `BootstrapFailure`. */
export async function installDatabaseDriver({ root, say, onStart }) {
  const folder = join(root, 'node_modules', 'better-sqlite3');
  const target = join(folder, 'build', 'Release', 'better_sqlite3.node');
  const cached = cachedFile(folder);
  if (existsSync(cached)) {
    copyInto(cached, target);
    if (databaseDriverLoads(root)) return;
  }
  say('Building the SQLite driver (up to two minutes) …');
  const { code, output } = await rebuild(root, onStart);
  if (code === 0 && databaseDriverLoads(root)) return keep(target, cached);
  throw new BootstrapFailure(
    'The SQLite driver could not be built: install a C++ compiler and make (Debian and Ubuntu: ' +
      '`apt-get install build-essential python3`), then run the same command again.',
    output,
  );
}

function rebuild(root, onStart) {
  const prefix = dirname(dirname(process.execPath));
  // Headers that lie beside this Node need no download, and are of this Node: a user's `nodedir` may be of another.
  const nodedir = existsSync(join(prefix, 'include', 'node', 'node.h'));
  const environment = { ...(nodedir ? { npm_config_nodedir: prefix } : {}), ...withoutHooks() };
  const args = ['rebuild', 'better-sqlite3', '--ignore-scripts=false', '--loglevel=error'];
  return runNpm(args, { cwd: root, environment, onStart });
}

/** Node majors on which the driver, ready-made or compiled as it is, ends the process when garbage is collected. */
const FIRST_MAJOR_WITH_HOOKS = 24;

/** There the driver is always compiled, with the header that says why. */
function withoutHooks() {
  if (Number(process.versions.node.split('.')[0]) < FIRST_MAJOR_WITH_HOOKS) return {};
  const header = join(import.meta.dirname, 'object-wrap-without-hooks.h');
  return {
    npm_config_build_from_source: 'true',
    CXXFLAGS: `${process.env.CXXFLAGS ?? ''} -include "${header}"`.trim(),
  };
}

/** Counts up when the driver is built in another way, so that what an earlier version built is not taken. */
const RECIPE = 2;

function cachedFile(folder) {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const libc = process.report?.getReport().header.glibcVersionRuntime ? 'glibc' : 'other';
  const name = `better-sqlite3-${version}-abi${process.versions.modules}-${process.platform}-${process.arch}-${libc}-r${RECIPE}.node`;
  return join(cacheDirectory(), 'native', name);
}

/** A cache that cannot be written to costs the next checkout a minute, nothing else. */
function keep(built, cached) {
  try {
    copyInto(built, cached);
  } catch {
    return;
  }
}

/** Never leaves half a file under the final name. */
function copyInto(source, target) {
  mkdirSync(dirname(target), { recursive: true });
  const draft = `${target}.${process.pid}`;
  copyFileSync(source, draft);
  renameSync(draft, target);
}
