import { HOST_TAGS } from '../../src/racing/disturbance';
import { disturbancesOf } from '../../src/racing/disturbance-report';

const block = (values: Partial<{ involuntarySwitches: number; majorFaults: number }> = {}) => ({
  ...{ elapsedNanoseconds: 20e6, involuntarySwitches: 0, majorFaults: 0 },
  ...values,
});
const blocks = [block(), block(), block({ involuntarySwitches: 9 }), block({ majorFaults: 1 })];

describe('what disturbed a race', () => {
  test('is nothing where nothing did', () => {
    expect(disturbancesOf([])).toEqual([]);
    expect(disturbancesOf([{ tags: ['NOT_STEADY', 'ALONE'], blocks: [block()] }])).toEqual([]);
  });

  test('is told of every tag of the machine, with how many blocks, what it was and what helps', () => {
    for (const tag of HOST_TAGS) {
      const [only, ...others] = disturbancesOf([
        { tags: [tag], blocks: [block(), block(), block()] },
        { tags: [], blocks: [block()] },
      ]);
      expect(others).toEqual([]);
      expect(only).toMatchObject({ code: tag, blockShare: 0.75 });
      expect(only?.message).toMatch(/^While 3 of 4 blocks were measured, [^.]*( 1 %)?[^.]*\. [A-Z].*\.$/);
    }
  });

  test('is told of single blocks too; lost processors not where the race was alone', () => {
    expect(disturbancesOf([{ tags: [], blocks }]).map(({ code, blockShare }) => [code, blockShare])).toEqual([
      ['PREEMPTED', 0.25],
      ['MAJOR_FAULTS', 0.25],
    ]);
    expect(disturbancesOf([{ tags: ['ALONE'], blocks }]).map(({ code }) => code)).toEqual(['MAJOR_FAULTS']);
  });
});
