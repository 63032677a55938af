import {
  clockTags,
  companyTags,
  environmentGrade,
  gpuTags,
  HOST_TAGS,
  hostTags,
  isDisturbed,
  pressureTags,
} from '../../src/racing/disturbance';

const block = (values: Partial<{ milliseconds: number; involuntarySwitches: number; majorFaults: number }> = {}) => ({
  elapsedNanoseconds: (values.milliseconds ?? 20) * 1e6,
  involuntarySwitches: values.involuntarySwitches ?? 0,
  majorFaults: values.majorFaults ?? 0,
});
const quiet = (count: number) => Array.from({ length: count }, () => block());

describe('a block is disturbed', () => {
  test('by waiting for the disk once, or by losing its processor again and again', () => {
    expect(isDisturbed(block())).toBe(false);
    expect(isDisturbed(block({ majorFaults: 1 }))).toBe(true);
    expect(isDisturbed(block({ involuntarySwitches: 2 }))).toBe(false);
    expect(isDisturbed(block({ involuntarySwitches: 3 }))).toBe(true);
  });

  test('in proportion to how long it took', () => {
    expect(isDisturbed(block({ milliseconds: 1000, involuntarySwitches: 100 }))).toBe(false);
    expect(isDisturbed(block({ milliseconds: 1000, involuntarySwitches: 101 }))).toBe(true);
  });
});

describe('a trial is tagged', () => {
  test('where the hypervisor took more than a hundredth, or its control group was throttled', () => {
    expect(hostTags({ stealTicks: 1, allTicks: 100, throttledPeriods: 0 })).toEqual([]);
    expect(hostTags({ stealTicks: 2, allTicks: 100, throttledPeriods: 0 })).toEqual(['STOLEN']);
    expect(hostTags({ stealTicks: 0, allTicks: 100, throttledPeriods: 1 })).toEqual(['THROTTLED']);
    expect(hostTags({ stealTicks: 50, allTicks: 100, throttledPeriods: 2 })).toEqual(['STOLEN', 'THROTTLED']);
  });

  test('where next to nothing else computed', () => {
    expect([0, 0.02, 0.021, 1].map(companyTags)).toEqual([['ALONE'], ['ALONE'], [], []]);
    expect(companyTags(null)).toEqual([]);
  });

  describe('where tasks waited', () => {
    const none = { cpuShare: 0, memoryShare: 0, ioShare: 0, foreignProcessors: 0 };

    test('for a processor that others had, for more than a tenth of the time', () => {
      const beside = { ...none, cpuShare: 0.9, foreignProcessors: 0.11 };
      expect(pressureTags(beside, false)).toEqual(['CPU_PRESSURE']);
      expect(pressureTags({ ...beside, cpuShare: 0.1 }, false)).toEqual([]);
      // Whatever the engine's own threads waited for one another, others had no more than a tenth of a processor.
      expect(pressureTags({ ...beside, foreignProcessors: 0.1 }, false)).toEqual([]);
      expect(pressureTags(beside, true)).toEqual([]);
      // Who cannot tell does not call it quiet.
      expect(pressureTags({ ...beside, foreignProcessors: null }, false)).toEqual(['CPU_PRESSURE']);
    });

    test('for memory or the disk, whoever computed', () => {
      expect(pressureTags({ ...none, memoryShare: 0.011, ioShare: 0.11 }, true)).toEqual([
        'MEMORY_PRESSURE',
        'IO_PRESSURE',
      ]);
      expect(pressureTags({ ...none, memoryShare: 0.01, ioShare: 0.1 }, false)).toEqual([]);
    });

    test('with nothing that is unknown', () => {
      const unknown = { cpuShare: null, memoryShare: null, ioShare: null, foreignProcessors: null };
      expect(pressureTags(unknown, false)).toEqual([]);
      expect(pressureTags({ ...unknown, foreignProcessors: 2 }, false)).toEqual([]);
    });
  });

  test('where its clock was below three quarters of the fastest', () => {
    expect([1, 0.75, 0.749, null].map(clockTags)).toEqual([[], [], ['SLOW_CLOCK'], []]);
  });

  test('where the GPU was held back, by reason or by its clock, or somebody else was on it', () => {
    const state = { smClockHertz: 1e9, temperatureCelsius: 60, clockReasons: [] as string[], foreignProcesses: 0 };
    expect(gpuTags(state, 1)).toEqual([]);
    expect(gpuTags(state, 0.749)).toEqual(['GPU_THROTTLED']);
    for (const reason of ['HW_SLOWDOWN', 'SW_THERMAL_SLOWDOWN', 'HW_THERMAL_SLOWDOWN', 'HW_POWER_BRAKE_SLOWDOWN']) {
      expect(gpuTags({ ...state, clockReasons: [reason] }, 1)).toEqual(['GPU_THROTTLED']);
    }
    expect(gpuTags({ ...state, clockReasons: ['SW_POWER_CAP', 'GPU_IDLE'] }, 1)).toEqual([]);
    expect(gpuTags({ ...state, foreignProcesses: 1 }, 1)).toEqual(['FOREIGN_GPU_PROCESS']);
    const unknown = { smClockHertz: null, temperatureCelsius: null, clockReasons: null, foreignProcesses: null };
    expect(gpuTags(unknown, null)).toEqual([]);
  });

  test('with nothing that is unknown', () => {
    expect(hostTags({ stealTicks: null, allTicks: null, throttledPeriods: null })).toEqual([]);
  });
});

describe('the grade of a race', () => {
  test('is A where nothing was disturbed, B below a twentieth, C from there', () => {
    const race = (disturbed: number) => [
      {
        tags: [],
        blocks: [...quiet(100 - disturbed), ...Array.from({ length: disturbed }, () => block({ majorFaults: 1 }))],
      },
    ];
    expect([0, 1, 4, 5, 50].map((disturbed) => environmentGrade(race(disturbed)))).toEqual(['A', 'B', 'B', 'C', 'C']);
  });

  test('counts every block of a trial from which the host took time, and no tag that is the engine’s own', () => {
    const trials = (tag: string) => [
      { tags: [tag], blocks: quiet(4) },
      { tags: [], blocks: quiet(96) },
    ];
    expect(environmentGrade(trials('STOLEN'))).toBe('B');
    expect(environmentGrade(trials('NOT_STEADY'))).toBe('A');
    expect(environmentGrade([{ tags: ['THROTTLED'], blocks: quiet(4) }])).toBe('C');
  });

  test('counts whatever the machine did', () => {
    for (const tag of HOST_TAGS) expect(environmentGrade([{ tags: [tag, 'ALONE'], blocks: quiet(4) }])).toBe('C');
  });

  test('does not count processors that a worker lost to threads of its own', () => {
    const blocks = [...quiet(50), ...Array.from({ length: 50 }, () => block({ involuntarySwitches: 40 }))];
    expect(environmentGrade([{ tags: [], blocks }])).toBe('C');
    expect(environmentGrade([{ tags: ['ALONE'], blocks }])).toBe('A');
    expect(environmentGrade([{ tags: ['ALONE', 'STOLEN'], blocks }])).toBe('C');
    expect(environmentGrade([{ tags: ['ALONE'], blocks: [...blocks, block({ majorFaults: 1 })] }])).toBe('B');
  });

  test('is unknown without a block', () => {
    expect(environmentGrade([])).toBeNull();
    expect(environmentGrade([{ tags: ['STOLEN'], blocks: [] }])).toBeNull();
  });
});
