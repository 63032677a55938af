import { setTimeout as sleep } from 'node:timers/promises';
import { memoryStreamMeasurer } from '../../src/engines/memory-streams';
import { pytorch } from '../../src/engines/pytorch/adapter';
import { gpuMemory } from '../../src/engines/registry';
import { reference } from '../../src/engines/reference/adapter';
import { Watchdog } from '../../src/engines/watchdog';
import { describeWithEngines } from '../python/interpreters';
import { eventually } from './workbench';

const SIZES = [2 ** 20, 2 ** 23];

describeWithEngines('streams of memory', { reference, pytorch }, (launches) => {
  let watchdog: Watchdog;
  beforeEach(() => (watchdog = Watchdog.start()));
  afterEach(() => watchdog.stop());

  const host = (changes: { threads?: number; sizes?: readonly number[] } = {}) =>
    ({ kind: 'host', launch: launches.reference, threads: 2, sizes: SIZES, ...changes }) as const;

  test('the host: one answer for each size, at a speed that memory can have', async () => {
    const streams = await memoryStreamMeasurer(watchdog)(host(), new AbortController().signal);
    expect(streams.map(({ workingSetBytes }) => workingSetBytes)).toEqual(SIZES);
    for (const { bytesPerSecond } of streams) {
      // Faster than a modem, however busy the machine is, and slower than the registers of a large one.
      expect(bytesPerSecond).toBeGreaterThan(1e5);
      expect(bytesPerSecond).toBeLessThan(1e14);
    }
  });

  test("PyTorch's device, here the processor", async () => {
    const { program } = gpuMemory;
    const place = { kind: 'gpu', launch: launches.pytorch, program, device: 'cpu', sizes: [2 ** 20] } as const;
    const [stream] = await memoryStreamMeasurer(watchdog)(place, new AbortController().signal);
    expect(stream?.workingSetBytes).toBe(2 ** 20);
    expect(stream?.bytesPerSecond).toBeGreaterThan(1e5);
  });

  test('a size that does not fit is an error with what the program said', async () => {
    const impossible = host({ sizes: [2 ** 52] });
    await expect(memoryStreamMeasurer(watchdog)(impossible, new AbortController().signal)).rejects.toThrow(
      /could not be measured: .*MemoryError/s,
    );
  });

  test('aborted, it leaves no process behind', async () => {
    const groups: number[] = [];
    const abort = new AbortController();
    const spy = { add: (group: number) => groups.push(group), remove: () => undefined };
    const measured = memoryStreamMeasurer(spy)(host({ sizes: [2 ** 28, 2 ** 28, 2 ** 28] }), abort.signal);
    await sleep(300);
    abort.abort(new Error('a race came'));
    await expect(measured).rejects.toThrow('a race came');
    const [group = 0] = groups;
    await eventually(() => !groupLives(group), 'its processes are gone');
  });
});

function groupLives(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}
