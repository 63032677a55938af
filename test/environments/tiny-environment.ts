/** A package of a few bytes that installs without any network, and a checkout that asks for nothing but it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';

const MAKE_WHEEL = `
import sys, zipfile
name, version, folder = 'photofinish_tiny', '1.0', sys.argv[1]
info = f'{name}-{version}.dist-info'
with zipfile.ZipFile(f'{folder}/{name}-{version}-py3-none-any.whl', 'w') as wheel:
    wheel.writestr(f'{name}.py', 'ANSWER = 42\\n')
    wheel.writestr(f'{info}/METADATA', f'Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n')
    wheel.writestr(f'{info}/WHEEL', 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr(f'{info}/RECORD', f'{name}.py,,\\n{info}/METADATA,,\\n{info}/WHEEL,,\\n{info}/RECORD,,\\n')
`;

export interface TinySetting {
  /** Stands for the root of a checkout. */
  readonly packageRoot: string;
  readonly cacheDirectory: string;
  /** Absolute path of requirements that install. */
  readonly requirementsFile: string;
}

export function makeTinySetting(python: string): TinySetting {
  const folder = mkdtempSync(path.join(tmpdir(), 'photofinish-environments-'));
  execFileSync(python, ['-I', '-c', MAKE_WHEEL, folder]);
  const packageRoot = path.join(folder, 'checkout');
  const requirementsFile = path.join(packageRoot, 'src', 'engines', 'reference', 'requirements.txt');
  mkdirSync(path.dirname(requirementsFile), { recursive: true });
  const wheel = path.join(folder, 'photofinish_tiny-1.0-py3-none-any.whl');
  writeFileSync(requirementsFile, `# a comment\nphotofinish-tiny @ file://${wheel}\n`);
  return { packageRoot, cacheDirectory: path.join(folder, 'cache'), requirementsFile };
}
