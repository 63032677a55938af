import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { findPythons } from '../../src/environments/python-finder';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'photofinish-pythons-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A program that answers the finder's question as that Python would. */
function python(
  name: string,
  version: number[],
  changes: { missing?: string[]; implementation?: string } = {},
): string {
  const file = path.join(folder, name);
  const answer = { version, executable: file, implementation: 'cpython', missing: [], ...changes };
  writeFileSync(file, `#!/bin/sh\necho '${JSON.stringify(answer)}'\n`);
  chmodSync(file, 0o755);
  return file;
}

test('a Python of this machine is found with its version and resolved path', async () => {
  const { usable } = await findPythons();
  expect(usable.length).toBeGreaterThan(0);
  expect(usable[0]?.version).toMatch(/^3\.1[123]\.\d+$/);
  expect(path.isAbsolute(usable[0]?.executable ?? '')).toBe(true);
});

test('usable ones come in the order asked, the same interpreter once', async () => {
  const newer = python('newer', [3, 13, 0]);
  const older = python('older', [3, 11, 4]);
  const { usable } = await findPythons([newer, older, newer]);
  expect(usable).toEqual([
    { executable: newer, version: '3.13.0' },
    { executable: older, version: '3.11.4' },
  ]);
});

test('versions too old or too new, other implementations and missing modules are refused with the reason', async () => {
  const { usable, advice } = await findPythons([
    python('old', [3, 10, 9]),
    python('new', [3, 14, 0]),
    python('pypy', [3, 11, 0], { implementation: 'pypy' }),
    python('bare', [3, 12, 3], { missing: ['ensurepip'] }),
  ]);
  expect(usable).toEqual([]);
  expect(advice).toContain('Python 3.11 to 3.13 with its venv module is needed');
  for (const said of [
    'is Python 3.10.9',
    'is Python 3.14.0',
    'is pypy, not CPython',
    'lacks ensurepip',
    'apt install python3.12-venv',
  ]) {
    expect(advice).toContain(said);
  }
});

test('commands that are missing, fail or answer nonsense are passed over', async () => {
  const nonsense = path.join(folder, 'nonsense');
  writeFileSync(nonsense, '#!/bin/sh\necho hello\n');
  chmodSync(nonsense, 0o755);
  const { usable, advice } = await findPythons([path.join(folder, 'missing'), '/bin/false', nonsense]);
  expect(usable).toEqual([]);
  expect(advice).toContain('no Python was found');
});
