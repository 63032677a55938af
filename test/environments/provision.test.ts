import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import * as readline from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { environmentsDirectory, findCompletedEnvironment } from '../../src/environments/completed-environment';
import { ProvisionError, type ProvisionRequest, provision } from '../../src/environments/provision';
import { findPythons } from '../../src/environments/python-finder';
import type { SetupProgress } from '../../src/environments/setup-event';
import { makeTinySetting, type TinySetting } from './tiny-environment';

const PROVISION_MODULE = path.resolve(__dirname, '../../dist/src/environments/provision.js');
const FINDER_MODULE = path.resolve(__dirname, '../../dist/src/environments/python-finder.js');

// Each makes several environments, each of which costs seconds on an idle machine.
jest.setTimeout(240_000);

let python: string;
let setting: TinySetting;

beforeAll(async () => {
  const found = (await findPythons()).usable[0];
  if (!found) throw new Error((await findPythons()).advice);
  python = found.executable;
});
beforeEach(() => {
  setting = makeTinySetting(python);
});
afterEach(() => {
  rmSync(path.dirname(setting.packageRoot), { recursive: true, force: true, maxRetries: 5 });
});

function request(changes: Partial<ProvisionRequest> = {}): ProvisionRequest {
  const { cacheDirectory, requirementsFile } = setting;
  return { cacheDirectory, name: 'tiny', requirementsFile, findPythons: () => findPythons(), ...changes };
}

async function run(wanted: ProvisionRequest) {
  const events: SetupProgress[] = [];
  const steps = provision(wanted);
  for (;;) {
    const step = await steps.next();
    if (step.done) return { events, environment: step.value };
    events.push(step.value);
  }
}

/** Provisions in a process of its own; `until` is the phase whose first line of progress ends the wait. */
async function provisionInChild(until: SetupProgress['phase']) {
  const { cacheDirectory, requirementsFile } = setting;
  const program = `
    const { provision } = require(${JSON.stringify(PROVISION_MODULE)});
    const { findPythons } = require(${JSON.stringify(FINDER_MODULE)});
    (async () => {
      const request = { ...${JSON.stringify({ cacheDirectory, requirementsFile, name: 'tiny' })}, findPythons: () => findPythons() };
      for await (const event of provision(request)) console.log(JSON.stringify(event));
    })();`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  for await (const line of readline.createInterface({ input: child.stdout })) {
    if ((JSON.parse(line) as SetupProgress).phase === until) break;
  }
  child.stdout.resume();
  return { child, ended };
}

function programsIn(folder: string): string {
  return execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(folder) && line.includes('runpy'))
    .join('\n');
}

test('an environment is made with its pins, reported step by step, and found again without work', async () => {
  const { events, environment } = await run(request());
  expect(events.map((event) => event.phase)).toEqual(expect.arrayContaining(['python', 'environment', 'packages']));
  const answer = execFileSync(environment.interpreter, [
    '-c',
    'import photofinish_tiny; print(photofinish_tiny.ANSWER)',
  ]);
  expect(answer.toString().trim()).toBe('42');
  expect(existsSync(path.join(environment.sitePackages, 'photofinish_tiny.py'))).toBe(true);

  const again = await run(request({ findPythons: () => Promise.reject(new Error('nobody should look for Python')) }));
  expect(again.events).toEqual([]);
  expect(again.environment).toEqual(environment);
});

test('changed pins make another environment; a changed comment does not', async () => {
  const first = await run(request());
  writeFileSync(setting.requirementsFile, '# only a comment is left\n');
  const second = await run(request());
  expect(second.environment.key).not.toBe(first.environment.key);
  writeFileSync(setting.requirementsFile, '# and it says something else now\n\n');
  expect((await run(request())).environment).toEqual(second.environment);
});

test('a set-up that is killed leaves nothing running, and the next one starts over and succeeds', async () => {
  const { child, ended } = await provisionInChild('environment');
  await sleep(300);
  const [folder = ''] = readdirSync(environmentsDirectory(setting.cacheDirectory)).filter((name) => name !== 'locks');
  const directory = path.join(environmentsDirectory(setting.cacheDirectory), folder);
  expect(programsIn(directory)).not.toBe('');
  child.kill('SIGKILL');
  await ended;
  for (let attempt = 0; attempt < 50 && programsIn(directory) !== ''; attempt += 1) await sleep(100);
  expect(programsIn(directory)).toBe('');
  expect(findCompletedEnvironment(setting.cacheDirectory, 'tiny', [setting.requirementsFile])).toBeNull();

  writeFileSync(path.join(directory, 'remains-of-the-interrupted-attempt'), '');
  const { environment } = await run(request());
  expect(environment.directory).toBe(directory);
  expect(existsSync(path.join(directory, 'remains-of-the-interrupted-attempt'))).toBe(false);
});

test('a second set-up waits for the first and takes what it made', async () => {
  const { ended } = await provisionInChild('environment');
  const { events, environment } = await run(request());
  expect(events.map((event) => event.phase)).toEqual(['waiting']);
  expect(environment.interpreter).toContain('tiny-');
  expect(await ended).toBe(0);
});

test('an aborted set-up ends at once with the reason of the signal', async () => {
  const controller = new AbortController();
  const steps = provision(request({ signal: controller.signal }));
  for (let step = await steps.next(); !step.done && step.value.phase !== 'environment';) step = await steps.next();
  setTimeout(() => controller.abort(new Error('enough')), 200);
  const begin = performance.now();
  await expect(steps.next()).rejects.toThrow('enough');
  expect(performance.now() - begin).toBeLessThan(3000);
});

test('a package that has no build for this Python is named, and every other Python is tried first', async () => {
  writeFileSync(setting.requirementsFile, '--no-index\nphotofinish-does-not-exist==1.0\n');
  const { usable } = await findPythons();
  const tried = jest.fn(() => Promise.resolve({ usable, advice: '' }));
  const attempt = run(request({ findPythons: tried }));
  await expect(attempt).rejects.toThrow(ProvisionError);
  await expect(attempt).rejects.toThrow('The package index has no build of photofinish-does-not-exist==1.0');
  expect(readdirSync(environmentsDirectory(setting.cacheDirectory))).toEqual(['locks']);
});

test('without a usable Python the error says which versions are needed', async () => {
  const none = () => findPythons(['photofinish-no-such-python']);
  await expect(run(request({ findPythons: none }))).rejects.toThrow(
    'Python 3.11 to 3.13 with its venv module is needed',
  );
});
