import { companyTags, environmentGrade, hostTags, isDisturbed } from '../../src/racing/disturbance';

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
