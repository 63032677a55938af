import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { reference } from '../../src/engines/reference/adapter';
import { checksum, sampled, sampleStride } from '../../src/protocol/checksum';
import { describeWithEngines } from '../python/interpreters';

/** As the Python program below makes it. */
const values = (count: number) => Float64Array.from({ length: count }, (_, index) => ((index * 7919) % 1000) / 8 - 60);

test('one number is its own checksum', () => {
  expect(checksum([0.3])).toBe(0.3);
  expect(checksum([])).toBe(0);
});

test('a large result is looked at in evenly spread places, in every column of a row of usual length', () => {
  const count = 3000 * 1024;
  const stride = sampleStride(count);
  expect(stride).toBe(3);
  const columns = new Set(Array.from({ length: count / stride }, (_, index) => (index * stride) % 1024));
  expect(columns.size).toBe(1024);
  expect(sampleStride(2 ** 20)).toBe(1);
  expect(sampleStride(2 ** 20 + 1)).toBe(3);
});

test('a sample is its own sample', () => {
  const once = sampled(values(5_000_000));
  expect(sampled(once)).toBe(once);
  expect(checksum(once)).toBe(checksum(values(5_000_000)));
});

describeWithEngines('the checksum in Python', { reference }, ({ reference: launch }) => {
  test.each([1, 2, 61, 1000, 2 ** 20, 3_000_001])('of %i numbers is that in TypeScript', (count) => {
    const kit = path.join(__dirname, '../../src/engines/worker-kit/python');
    const program = `
import sys
sys.path.insert(0, ${JSON.stringify(kit)})
import numpy as np
from worker_kit.checksum import checksum
print(repr(checksum((np.arange(${count}) * 7919 % 1000 / 8 - 60).reshape(1, -1))))`;
    const printed = execFileSync(launch.command, ['-c', program], { encoding: 'utf8' });
    const expected = checksum(values(count));
    expect(Math.abs(Number(printed) - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
  });
});
