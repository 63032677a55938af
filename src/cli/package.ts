/** Facts about this package, read from its own package.json. */
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { z } from 'zod';

const manifestShape = z.object({ version: z.string(), engines: z.object({ node: z.string() }) });

/** The folder of package.json: above `src` and above `dist/src` alike. */
export function findPackageRoot(): string {
  let folder = __dirname;
  while (!existsSync(path.join(folder, 'package.json'))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error('This copy of Photofinish is incomplete: its package.json is missing.');
    folder = parent;
  }
  return folder;
}

/** The version of Photofinish and the range of Node versions it runs on (such as `>=20.19.0`). */
export function readManifest(): { readonly version: string; readonly nodeRange: string } {
  const manifest = manifestShape.parse(JSON.parse(readFileSync(path.join(findPackageRoot(), 'package.json'), 'utf8')));
  return { version: manifest.version, nodeRange: manifest.engines.node };
}
