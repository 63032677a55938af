/** Installs the Node packages of the lock file when they are not there yet. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BootstrapFailure } from './failure.mjs';
import { databaseDriverLoads, installDatabaseDriver } from './database-driver.mjs';
import { runNpm } from './run.mjs';

/** Whether the marker says what is wanted now. */
export function packagesAreReady(root) {
  return existsSync(markerFile(root)) && readFileSync(markerFile(root), 'utf8') === wantedState(root);
}

function markerFile(root) {
  return join(root, 'node_modules', '.photofinish.json');
}

function wantedState(root) {
  return JSON.stringify({
    lock: createHash('sha256')
      .update(readFileSync(join(root, 'package-lock.json')))
      .digest('hex'),
    // better-sqlite3 is compiled for one ABI of Node.
    abi: process.versions.modules,
    platform: `${process.platform}-${process.arch}`,
  });
}

/**
 * Brings node_modules to what package-lock.json says, for the Node that runs. The marker lies inside node_modules
 * (which `npm ci` empties) and is written last, so an interrupted installation is begun anew.
 */
export async function installPackages({ root, say, onStart }) {
  const marker = markerFile(root);
  rmSync(marker, { force: true });
  if (!isInstalled(root)) {
    say('Installing the Node packages (a minute or two) …');
    await install(root, onStart);
  }
  if (!databaseDriverLoads(root)) await installDatabaseDriver({ root, say, onStart });
  writeFileSync(marker, wantedState(root));
}

/** Scripts of packages are not run: several download what we do not use and fail where that is refused. */
async function install(root, onStart) {
  const args = ['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--loglevel=error'];
  const { code, output } = await runNpm(args, { cwd: root, onStart });
  if (code === 0) return;
  throw new BootstrapFailure(explain(output), withoutUsage(output));
}

function explain(output) {
  if (/EUSAGE/.test(output))
    return 'package-lock.json does not belong to this package.json: restore both with `git checkout package.json package-lock.json`.';
  if (/ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ECONNRESET/.test(output)) {
    return 'The npm registry could not be reached: check the network and `npm config get registry`, then run the same command again.';
  }
  if (/ENOSPC/.test(output)) return 'The disk is full: free some space, then run the same command again.';
  if (/EACCES|EPERM/.test(output))
    return 'npm may not write here: correct the permissions of this folder, then run the same command again.';
  if (/ENOENT.*npm|spawn npm/.test(output))
    return 'npm was not found: install it (it comes with Node), then run the same command again.';
  return 'Installing the Node packages failed (npm says why above): correct that, then run the same command again.';
}

/** Without the pages of help that npm prints after some errors. */
function withoutUsage(output) {
  return output.split(/^npm error Usage:/m)[0].trimEnd();
}

/** Whether npm's own record of node_modules says the same as the lock file (somebody ran `npm ci` by hand). */
function isInstalled(root) {
  try {
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
    const present = JSON.parse(readFileSync(join(root, 'node_modules', '.package-lock.json'), 'utf8')).packages;
    return (
      Object.entries(present).every(([folder, { version }]) => lock[folder]?.version === version) &&
      Object.entries(lock).every(([folder, { optional }]) => folder === '' || optional || folder in present) &&
      Object.keys(present).every((folder) => existsSync(join(root, folder, 'package.json')))
    );
  } catch {
    return false;
  }
}
