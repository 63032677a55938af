import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import type { Launch, LaunchContext } from '../../src/engines/engine';
import { environmentsDirectory, markerFile, platformName } from '../../src/environments/completed-environment';
import { clearFailure, recordFailure } from '../../src/environments/failure-record';
import { locatePythonWorker } from '../../src/environments/locate';
import { requirementsDigest } from '../../src/environments/requirements';

const SPEC = {
  engineId: 'some-engine',
  environment: 'some',
  requirementsFiles: ['gpu.txt', 'plain.txt'],
  worker: 'src/engines/some-engine/worker.py',
};

let folder: string;
let overrides: Record<string, string>;
let context: LaunchContext;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'photofinish-locate-'));
  overrides = {};
  context = {
    packageRoot: path.join(folder, 'checkout'),
    cacheDirectory: path.join(folder, 'cache'),
    pythonOverride: (id) => overrides[id],
  };
  mkdirSync(context.packageRoot);
  writeFileSync(path.join(context.packageRoot, 'plain.txt'), 'numpy==1.0\n');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const requirements = (name: string) => path.join(context.packageRoot, name);

/** A folder that looks like a finished environment; nothing in it is ever run. */
function finish(folderName: string, changes: { requirements?: string; platform?: string; at?: number } = {}): string {
  const directory = path.join(environmentsDirectory(context.cacheDirectory), folderName);
  const interpreter = program(path.join(directory, 'bin', 'python'));
  const marker = {
    requirements: changes.requirements ?? requirementsDigest(requirements('plain.txt')),
    pythonVersion: '3.12.1',
    platform: changes.platform ?? platformName(),
    sitePackages: 'lib/python3.12/site-packages',
    completedAtEpochMilliseconds: changes.at ?? 1,
  };
  writeFileSync(markerFile(directory), JSON.stringify(marker));
  return interpreter;
}

function program(file: string): string {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '#!/bin/sh\n');
  chmodSync(file, 0o755);
  return file;
}

function located(): Launch {
  const found = locatePythonWorker(context, SPEC);
  if (found.kind !== 'launch') throw new Error(found.reason);
  return found;
}

function reason(): string {
  const found = locatePythonWorker(context, SPEC);
  if (found.kind !== 'not-installed') throw new Error('It was found.');
  return found.reason;
}

test('a finished environment for the pins of today is launched', () => {
  const interpreter = finish('some-1111');
  const worker = path.join(context.packageRoot, SPEC.worker);
  expect(located()).toMatchObject({ command: interpreter, args: [worker] });
  expect(located().runtimeKey).toContain('some-1111');
});

test('without an environment the reason names the command that makes it', () => {
  expect(reason()).toBe(
    'The environment `some` is not installed: run `npm run quickstart` (or `npx photofinish setup`).',
  );
});

test('an environment without marker, of other pins, of another machine or with a vanished Python does not count', () => {
  program(path.join(environmentsDirectory(context.cacheDirectory), 'some-unfinished', 'bin', 'python'));
  finish('some-other-pins', { requirements: 'something else' });
  finish('some-other-platform', { platform: 'plan9-mips' });
  rmSync(finish('some-vanished'));
  const damaged = finish('some-damaged');
  writeFileSync(markerFile(path.dirname(path.dirname(damaged))), '{ not JSON');
  expect(reason()).toContain('is not installed');
});

test('the preferred requirements win, then the newest environment', () => {
  finish('some-old', { at: 1 });
  const newest = finish('some-new', { at: 2 });
  expect(located().command).toBe(newest);
  writeFileSync(requirements('gpu.txt'), 'numpy-gpu==1.0\n');
  const gpu = finish('some-gpu', { requirements: requirementsDigest(requirements('gpu.txt')), at: 0 });
  expect(located().command).toBe(gpu);
});

test('an environment of a longer name is not mistaken for this one', () => {
  finish('some-more-1111', { requirements: 'something else' });
  expect(reason()).toContain('is not installed');
});

test('the interpreter that the user names comes first, and its key follows what is installed there', () => {
  finish('some-1111');
  overrides['some-engine'] = program(path.join(folder, 'own', 'bin', 'python'));
  const packages = path.join(folder, 'own', 'lib', 'python3.12', 'site-packages');
  mkdirSync(packages, { recursive: true });
  const before = located();
  expect(before.command).toBe(overrides['some-engine']);
  expect(located().runtimeKey).toBe(before.runtimeKey);
  utimesSync(packages, 1, 1);
  expect(located().runtimeKey).not.toBe(before.runtimeKey);
});

test('a named interpreter that is not there is not silently replaced', () => {
  finish('some-1111');
  overrides['some-engine'] = path.join(folder, 'nowhere', 'python');
  expect(reason()).toMatch(/^PHOTOFINISH_PYTHON_SOME_ENGINE names no Python interpreter that can be run/);
  expect(reason()).not.toContain(folder);
});

test('why set-up failed is told until the pins change or it succeeds', () => {
  const digest = requirementsDigest(requirements('plain.txt'));
  recordFailure(context.cacheDirectory, 'some', digest, 'The disk is full: free some space.');
  expect(reason()).toBe(
    'The environment `some` could not be installed: The disk is full: free some space. ' +
      'Then run `npm run quickstart` (or `npx photofinish setup`) again.',
  );
  writeFileSync(requirements('plain.txt'), 'numpy==2.0\n');
  expect(reason()).toContain('is not installed');
  writeFileSync(requirements('plain.txt'), 'numpy==1.0\n');
  clearFailure(context.cacheDirectory, 'some');
  expect(reason()).toContain('is not installed');
});
