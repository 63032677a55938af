/** Compiles TypeScript into dist/ when a source has changed. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { BootstrapFailure } from './failure.mjs';
import { run } from './run.mjs';

/** As in tsconfig.build.json. */
const SOURCE_FOLDERS = ['src', 'migrations', 'bench', 'scripts'];
const SETTINGS = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];

/** Whether dist/ was compiled from the sources as they are now. */
export function buildIsReady(root) {
  return existsSync(markerFile(root)) && readFileSync(markerFile(root), 'utf8') === stateOfSources(root);
}

function markerFile(root) {
  return join(root, 'dist', '.photofinish-build');
}

/** The marker is written last and names every source by path, size and time: looking costs milliseconds. */
export async function build({ root, say, onStart }) {
  const marker = markerFile(root);
  const wanted = stateOfSources(root);
  rmSync(marker, { force: true });
  say('Compiling …');
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { code, output } = await run(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: root, onStart });
  if (code !== 0)
    throw new BootstrapFailure(
      'TypeScript found the errors above: correct them, then run the same command again.',
      output,
    );
  removeOrphans(root, join(root, 'dist'));
  writeFileSync(marker, wanted);
}

function stateOfSources(root) {
  const hash = createHash('sha256');
  const sources = SOURCE_FOLDERS.flatMap((folder) => filesUnder(join(root, folder))).filter((file) =>
    /\.(ts|json)$/.test(file),
  );
  for (const file of [...sources.sort(), ...SETTINGS.map((name) => join(root, name))]) {
    const { mtimeMs, size } = statSync(file);
    hash.update(`${relative(root, file)}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/** A migration that was removed must not live on in dist/, from where migrations are loaded by listing. */
function removeOrphans(root, dist) {
  for (const folder of SOURCE_FOLDERS) {
    for (const file of filesUnder(join(dist, folder)).filter((name) => name.endsWith('.js'))) {
      const source = join(root, relative(dist, file)).replace(/\.js$/, '.ts');
      if (!existsSync(source)) rmSync(file);
    }
  }
}

function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return filesUnder(join(folder, entry.name));
    return [join(folder, entry.name)];
  });
}
