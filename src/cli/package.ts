/** Facts about this package, read from its own package.json. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../engines/worker-path';

const manifestShape = z.object({ version: z.string(), engines: z.object({ node: z.string() }) });

/** The version of Photofinish and the range of Node versions it runs on (such as `>=20.19.0`). */
export function readManifest(): { readonly version: string; readonly nodeRange: string } {
  const manifest = manifestShape.parse(JSON.parse(readFileSync(path.join(packageRoot(), 'package.json'), 'utf8')));
  return { version: manifest.version, nodeRange: manifest.engines.node };
}
