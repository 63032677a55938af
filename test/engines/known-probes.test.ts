/** When what failed is tried again, by a clock that the test moves. */
import { KnownProbes, type Probe } from '../../src/engines/known-probes';

const SECOND = 1000;
const FOUND: Probe = {
  kind: 'answer',
  result: { version: '1', runtime: 'here', devices: [], precisions: [] },
};
const silent = (reason: string): Probe => ({ kind: 'silent', reason });

describe('what probes found', () => {
  let probes: KnownProbes;
  let asked: number;
  /** What the next one brings. */
  let next: () => Promise<Probe>;
  beforeEach(() => {
    jest.useFakeTimers();
    probes = new KnownProbes(10 * SECOND);
    asked = 0;
    next = () => Promise.resolve(silent(`failure ${asked}`));
  });
  afterEach(() => jest.useRealTimers());

  const find = () =>
    probes.find('key', () => {
      asked += 1;
      return next();
    });
  const after = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);

  test('is kept for good where it is an answer', async () => {
    next = () => Promise.resolve(FOUND);
    expect(await find()).toBe(FOUND);
    await after(3600 * SECOND);
    expect(await find()).toBe(FOUND);
    expect(asked).toBe(1);
  });

  test('is asked once by all who want it at the same time', async () => {
    expect(await Promise.all([find(), find(), find()])).toEqual(Array(3).fill(silent('failure 1')));
    expect(asked).toBe(1);
  });

  test('is tried again after 10, 20, 40, … seconds where it failed, at last every five minutes', async () => {
    const waits: number[] = [];
    await find();
    while (waits.length < 7) {
      const before = asked;
      let seconds = 0;
      for (; asked === before; seconds += 1) {
        await after(SECOND);
        await find();
      }
      waits.push(seconds);
    }
    expect(waits).toEqual([10, 20, 40, 80, 160, 300, 300]);
  });

  test('is the answer until the next try has ended, also where that is better', async () => {
    expect(await find()).toEqual(silent('failure 1'));
    await after(10 * SECOND);
    let end: (probe: Probe) => void = () => undefined;
    next = () => new Promise((resolve) => (end = resolve));
    expect(await find()).toEqual(silent('failure 1'));
    await after(600 * SECOND);
    expect(await find()).toEqual(silent('failure 1'));
    expect(asked).toBe(2);
    end(FOUND);
    await after(0);
    expect(await find()).toBe(FOUND);
    expect(asked).toBe(2);
  });

  test('is not tried again while a race is measured', async () => {
    await find();
    const releases = [probes.hold(), probes.hold()];
    await after(60 * SECOND);
    await find();
    releases[0]?.();
    await find();
    expect(asked).toBe(1);
    releases[1]?.();
    await find();
    expect(asked).toBe(2);
  });

  test('is forgotten where the first try was broken off, and stays where a later one was', async () => {
    next = () => Promise.reject(new Error('broken off'));
    await expect(find()).rejects.toThrow('broken off');
    next = () => Promise.resolve(silent('there is none'));
    expect(await find()).toEqual(silent('there is none'));
    await after(10 * SECOND);
    next = () => Promise.reject(new Error('broken off'));
    expect(await find()).toEqual(silent('there is none'));
    await after(0);
    expect(await find()).toEqual(silent('there is none'));
    expect(asked).toBe(3);
  });
});
