/** Where the workers of Node engines lie: compiled JavaScript, also when the server itself runs from TypeScript (tests). */
import * as fs from 'node:fs';
import * as path from 'node:path';

const PACKAGE_NAME = 'photofinish';

/** The folder of our package.json at or above `start`. Throws where there is none. */
export function packageRoot(start: string = __dirname): string {
  for (let folder = path.resolve(start); ; folder = path.dirname(folder)) {
    if (packageNameIn(folder) === PACKAGE_NAME) return folder;
    if (folder === path.dirname(folder)) throw new Error(`no package ${PACKAGE_NAME} at or above the folder searched`);
  }
}

/** `<root>/dist/src/engines/<engine id>/worker.js`. */
export function nodeWorkerPath(root: string, engineId: string): string {
  return path.join(root, 'dist', 'src', 'engines', engineId, 'worker.js');
}

function packageNameIn(folder: string): unknown {
  try {
    return (JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as { name?: unknown }).name;
  } catch {
    return undefined;
  }
}
