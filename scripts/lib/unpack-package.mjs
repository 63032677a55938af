/** One package of the registry, checked against the digest that was looked at, without installing it. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run, runNpm } from '../bootstrap/run.mjs';

/**
 * Unpacks `spec` (such as `npm@10.8.2`) into `folder`, which exists: everything, or only the path `only`. `integrity` is
 * the SHA-512 of the archive in base64. Its files lie under `folder/package`. Throws an Error with a sentence.
 */
export async function unpackPackage({ spec, integrity, folder, only }) {
  succeed(await runNpm(['pack', spec, '--ignore-scripts', '--pack-destination', folder], { cwd: folder }));
  const [archive] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  const file = join(folder, archive);
  if (createHash('sha512').update(readFileSync(file)).digest('base64') !== integrity) {
    throw new Error(`The package ${spec} is not the one that was checked.`);
  }
  succeed(await run('tar', ['-xzf', file, '-C', folder, '--no-same-owner', ...(only ? [only] : [])]));
  rmSync(file);
}

/** Throws what a program that failed said last. */
export function succeed({ code, output }) {
  if (code !== 0) throw new Error(output.split('\n').at(-1));
}
