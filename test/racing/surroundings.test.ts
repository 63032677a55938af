import {
  findSources,
  readSurroundings,
  surroundingsBetween,
  surroundingsOf,
  type Surroundings,
} from '../../src/racing/surroundings';

const quiet: Surroundings = {
  seconds: 2,
  host: { stealTicks: 1, allTicks: 400, throttledPeriods: 0 },
  pressure: { cpuMicroseconds: 100_000, memoryMicroseconds: 0, ioMicroseconds: 40_000 },
  company: { availableSeconds: 4, foreignSeconds: 1 },
  clockHertz: 3e9,
};

describe('the surroundings of a trial', () => {
  test('are sums over its blocks as shares of their time, and the median of their clocks', () => {
    const other = { ...quiet, company: { availableSeconds: 4, foreignSeconds: 2 }, clockHertz: 1e9 };
    expect(surroundingsOf([quiet, other, quiet])).toEqual({
      host: { stealTicks: 3, allTicks: 1200, throttledPeriods: 0 },
      waiting: {
        cpuShare: expect.closeTo(0.05),
        memoryShare: 0,
        ioShare: expect.closeTo(0.02),
        foreignProcessors: expect.closeTo(4 / 6),
      },
      foreignShare: expect.closeTo(1 / 3),
      clockHertz: 3e9,
    });
  });

  test('are unknown where a part is; the clock only where all are', () => {
    const unknown: Surroundings = {
      seconds: 2,
      host: { stealTicks: null, allTicks: null, throttledPeriods: null },
      pressure: { cpuMicroseconds: null, memoryMicroseconds: null, ioMicroseconds: null },
      company: null,
      clockHertz: null,
    };
    const nothing = { cpuShare: null, memoryShare: null, ioShare: null, foreignProcessors: null };
    expect(surroundingsOf([quiet, unknown])).toEqual({
      ...{ host: unknown.host, waiting: nothing, foreignShare: null, clockHertz: 3e9 },
    });
    expect(surroundingsOf([unknown]).clockHertz).toBeNull();
    expect(surroundingsOf([])).toMatchObject({ waiting: nothing, foreignShare: null, clockHertz: null });
  });

  test('of this machine are read before and after, and never run backwards', () => {
    const look = () => readSurroundings([process.pid], findSources());
    const { seconds, host, pressure } = surroundingsBetween(look(), look());
    expect(seconds).toBeGreaterThan(0);
    for (const value of [...Object.values(host), ...Object.values(pressure)]) {
      if (value !== null) expect(value).toBeGreaterThanOrEqual(0);
    }
  });
});
