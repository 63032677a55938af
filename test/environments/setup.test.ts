import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { recordedFailure } from '../../src/environments/failure-record';
import { environments } from '../../src/environments/environments';
import { findPythons } from '../../src/environments/python-finder';
import { setUpEngines, type SetupOptions } from '../../src/environments/setup';
import type { SetupEvent, SetupOutcome } from '../../src/environments/setup-event';
import { readText } from '../architecture/source-files';
import { makeTinySetting, type TinySetting } from './tiny-environment';

// Each makes several environments, each of which costs seconds on an idle machine.
jest.setTimeout(240_000);

let setting: TinySetting;

beforeEach(async () => {
  const { usable, advice } = await findPythons();
  if (!usable[0]) throw new Error(advice);
  setting = makeTinySetting(usable[0].executable);
});
afterEach(() => {
  rmSync(path.dirname(setting.packageRoot), { recursive: true, force: true, maxRetries: 5 });
});

async function run(
  changes: Partial<SetupOptions> = {},
): Promise<{ events: SetupEvent[]; outcomes: readonly SetupOutcome[] }> {
  const events: SetupEvent[] = [];
  for await (const event of setUpEngines({ ...setting, include: 'engines', only: ['reference'], ...changes })) {
    events.push(event);
  }
  const last = events.at(-1);
  if (last?.kind !== 'summary') throw new Error('The last event is not the summary.');
  return { events, outcomes: last.outcomes };
}

test('an environment that fails does not stop the others, and why it failed is kept until it succeeds', async () => {
  const broken = path.join(setting.packageRoot, 'src', 'engines', 'pytorch', 'requirements.txt');
  mkdirSync(path.dirname(broken), { recursive: true });
  writeFileSync(broken, 'this is not a requirement\n');
  const { outcomes } = await run({ only: ['reference', 'pytorch'] });
  expect(outcomes).toMatchObject([
    { environment: 'reference', outcome: 'ready' },
    { environment: 'pytorch', outcome: 'failed', reason: expect.stringMatching(/^pip said: .*\.$/) },
  ]);
  expect(recordedFailure(setting.cacheDirectory, 'pytorch', [broken])).toMatch(/^pip said: /);

  writeFileSync(broken, '# nothing to install\n');
  expect((await run({ only: ['reference', 'pytorch'] })).outcomes).toMatchObject([
    { environment: 'reference', outcome: 'already-there' },
    { environment: 'pytorch', outcome: 'ready' },
  ]);
  expect(recordedFailure(setting.cacheDirectory, 'pytorch', [broken])).toBeNull();
});

test('a second set-up finds everything there within a fraction of a second', async () => {
  await run();
  const begin = performance.now();
  const { events } = await run();
  expect(performance.now() - begin).toBeLessThan(1000);
  expect(events.map((event) => event.kind)).toEqual(['outcome', 'summary']);
});

test('a cache directory that is a file gives a sentence, not an exception', async () => {
  writeFileSync(setting.cacheDirectory, '');
  const { outcomes } = await run();
  expect(outcomes).toMatchObject([
    { outcome: 'failed', reason: expect.stringContaining('cannot be written to: correct its permissions') },
  ]);
});

test('a missing requirements file says that the checkout is incomplete', async () => {
  rmSync(setting.requirementsFile);
  const { outcomes } = await run();
  expect(outcomes).toMatchObject([{ outcome: 'failed', reason: expect.stringContaining('restore this checkout') }]);
});

test('every environment of this checkout has requirements that are pinned exactly', () => {
  for (const { requirementsFile, gpuRequirementsFile } of environments) {
    for (const file of [requirementsFile, gpuRequirementsFile]) {
      const lines = file === null ? ['a==1'] : readText(file).split('\n');
      const pins = lines.map((line) => line.replace(/#.*/, '').trim()).filter((line) => line !== '');
      expect(pins.length).toBeGreaterThan(0);
      expect(pins.filter((pin) => !/^[\w.[\],-]+==[\w.]+$/.test(pin))).toEqual([]);
    }
  }
});
