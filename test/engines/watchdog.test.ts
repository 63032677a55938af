import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { Watchdog } from '../../src/engines/watchdog';
import { launchAtStart, misbehaving } from '../fixtures/misbehaving-adapter';
import { eventually, isAlive, Workbench } from './workbench';

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.close());

const DOOMED_SERVER = path.join(__dirname, '..', 'fixtures', 'workers', 'doomed-server.js');

it.each(['SIGKILL', 'SIGTERM'] as const)(
  'no worker outlives a server ended by %s, neither idle nor frozen nor busy',
  async (signal) => {
    const launch = misbehaving.locate({ packageRoot: '', cacheDirectory: '', pythonOverride: () => undefined });
    const args = [launch, bench.prepare(), bench.folder].map((value) => JSON.stringify(value));
    const server = spawn(process.execPath, [DOOMED_SERVER, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
    const pids = JSON.parse(line) as Record<string, number>;
    expect(Object.keys(pids)).toEqual(['idle', 'frozen', 'busy', 'watchdog']);
    expect(Object.values(pids).every(isAlive)).toBe(true);
    server.kill(signal);
    await eventually(() => !Object.values(pids).some(isAlive), 'all workers and the watchdog are gone');
  },
);

it('kills what is still listed when it is stopped, and spares what was taken off the list', async () => {
  const watchdog = Watchdog.start();
  const [listed, removed, other] = [sleeper(), sleeper(), sleeper()];
  for (const { pid } of [listed, removed, other]) watchdog.add(pid);
  watchdog.remove(removed.pid);
  await watchdog.stop();
  await eventually(() => !isAlive(listed.pid) && !isAlive(other.pid), 'the listed are gone');
  expect(isAlive(removed.pid)).toBe(true);
  process.kill(removed.pid, 'SIGKILL');
});

it('is replaced when it dies, list and all', async () => {
  const watchdog = Watchdog.start();
  const { pid } = sleeper();
  watchdog.add(pid);
  const first = watchdog.pid as number;
  process.kill(first, 'SIGKILL');
  await eventually(() => watchdog.pid !== first, 'there is another watchdog');
  expect(isAlive(pid)).toBe(true);
  await watchdog.stop();
  await eventually(() => !isAlive(pid), 'what the first had listed is gone');
});

it('takes nothing on after it was stopped', async () => {
  const watchdog = Watchdog.start();
  await watchdog.stop();
  expect(() => watchdog.add(123)).toThrow('stopping');
});

it('lists a worker no longer once it is gone', async () => {
  const session = bench.spawn(launchAtStart('idle'));
  await session.hello();
  const removed = jest.spyOn(bench.watchdog, 'remove');
  await session.kill();
  expect(removed).toHaveBeenCalledTimes(1);
});

/** Leader of its own process group, as every worker is. */
function sleeper(): { pid: number } {
  const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
  if (child.pid === undefined) throw new Error('sleep could not be started');
  child.unref();
  return { pid: child.pid };
}
