/**
 * Imported before everything else: a Node that is too old is told so, instead of failing somewhere in a package that it
 * cannot load. Set-up asks the same in the same words (scripts/bootstrap/node-version.mjs); this is for main.js started
 * by itself, as services do.
 */
import { readManifest } from './package';

const oldest = readManifest().nodeRange.replace(/^\D+/, '');
const { node } = process.versions;

if (node.localeCompare(oldest, 'en', { numeric: true }) < 0) {
  const name = oldest.replace(/\.0$/, '');
  console.error(
    `photofinish: Node ${name} or newer is needed and this is ${node}: install a newer one from https://nodejs.org.`,
  );
  process.exit(1);
}
