/** The user's cache directory, as src/config.ts has it (a test compares them); packages are not there yet. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export function cacheDirectory(environment = process.env) {
  if (environment.PHOTOFINISH_CACHE_DIR) return resolve(environment.PHOTOFINISH_CACHE_DIR);
  const home = homedir();
  if (process.platform === 'darwin') return join(home, 'Library', 'Caches', 'photofinish');
  if (process.platform === 'win32') {
    return join(environment.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'photofinish', 'Cache');
  }
  return join(environment.XDG_CACHE_HOME || join(home, '.cache'), 'photofinish');
}
