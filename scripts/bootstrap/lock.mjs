/** One bootstrap of a checkout at a time. A file with process ids: SQLite is not installed yet. */
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const RETRY_MILLISECONDS = 200;
const EMPTY_TOO_LONG_MILLISECONDS = 5000;

/**
 * Runs `work(alsoHeldBy)` while holding the lock; `alsoHeldBy(pid)` keeps the lock taken for as long as that process
 * lives too, so that an `npm` whose bootstrap was killed is waited for. A lock of dead processes is taken over.
 */
export async function withLock(file, onWait, work) {
  mkdirSync(dirname(file), { recursive: true });
  const pids = [process.pid];
  for (let attempt = 0; !tryTake(file, pids); attempt += 1) {
    if (attempt === 0) onWait();
    await sleep(RETRY_MILLISECONDS);
  }
  const release = () => rmSync(file, { force: true });
  try {
    return await work((pid) => {
      pids.push(pid);
      writeFileSync(file, pids.join('\n'));
    });
  } finally {
    release();
  }
}

function tryTake(file, pids) {
  try {
    writeFileSync(file, pids.join('\n'), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    removeIfAbandoned(file);
    return false;
  }
}

/** Moved aside before it is removed: should another process have taken it meanwhile, it gets its lock back. */
function removeIfAbandoned(file) {
  const judged = contents(file);
  if (judged === null || !isAbandoned(file, judged)) return;
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (contents(aside) === judged) rmSync(aside);
    else renameSync(aside, file);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

function isAbandoned(file, text) {
  const pids = text
    .split('\n')
    .map(Number)
    .filter((pid) => pid > 0);
  if (pids.length > 0) return !pids.some(isAlive);
  // Made but not yet written; unless its maker died just then.
  const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return age > EMPTY_TOO_LONG_MILLISECONDS;
}

function contents(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
