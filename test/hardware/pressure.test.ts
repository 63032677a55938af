import { findPressureFiles, pressureBetween, readPressure } from '../../src/hardware/pressure';
import { filesOf } from './made-up-files';

const text = (some: number, full: number) =>
  `some avg10=1.00 avg60=0.50 avg300=0.10 total=${some}\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=${full}\n`;
const MACHINE = {
  '/proc/pressure/cpu': text(5000, 0),
  '/proc/pressure/memory': text(70, 60),
  '/proc/pressure/io': text(900, 800),
};
const UNKNOWN = { cpuMicroseconds: null, memoryMicroseconds: null, ioMicroseconds: null };

describe('the pressure', () => {
  test('is what some waited for a processor, and what all waited for memory and the disk', () => {
    const read = filesOf(MACHINE);
    expect(readPressure(findPressureFiles(read), read)).toEqual({
      cpuMicroseconds: 5000,
      memoryMicroseconds: 60,
      ioMicroseconds: 800,
    });
  });

  test.each(['/sys/fs/cgroup', '/sys/fs/cgroup/unified'])('is the own control group’s where %s has one', (folder) => {
    const group = `${folder}/users/me`;
    const read = filesOf({
      ...MACHINE,
      '/proc/self/cgroup': '3:cpuset:/elsewhere\n0::/users/me\n',
      [`${group}/cpu.pressure`]: text(1, 2),
      [`${group}/memory.pressure`]: text(3, 4),
      [`${group}/io.pressure`]: text(5, 6),
    });
    expect(readPressure(findPressureFiles(read), read)).toEqual({
      cpuMicroseconds: 1,
      memoryMicroseconds: 4,
      ioMicroseconds: 6,
    });
  });

  test('is the machine’s where the own control group is the topmost, or has none', () => {
    for (const own of ['0::/\n', '0::/users/me\n', '4:memory:/users/me\n']) {
      const read = filesOf({ ...MACHINE, '/proc/self/cgroup': own });
      expect(findPressureFiles(read)?.cpu).toBe('/proc/pressure/cpu');
    }
  });

  test('is null where the system does not tell, or tells it in words that nobody expects, never 0', () => {
    expect(findPressureFiles(filesOf({}))).toBeNull();
    expect(readPressure(null)).toEqual(UNKNOWN);
    const odd = filesOf({
      '/proc/pressure/cpu': 'some avg10=0.00 total=many\n',
      '/proc/pressure/memory': 'some avg10=0.00 avg60=0.00 avg300=0.00 total=5\n',
    });
    expect(readPressure(findPressureFiles(odd), odd)).toEqual(UNKNOWN);
  });

  test('between two readings is unknown where one of them is', () => {
    const [before, after] = [
      { cpuMicroseconds: 100, memoryMicroseconds: null, ioMicroseconds: 5 },
      { cpuMicroseconds: 400, memoryMicroseconds: 7, ioMicroseconds: 5 },
    ];
    expect(pressureBetween(before, after)).toEqual({
      cpuMicroseconds: 300,
      memoryMicroseconds: null,
      ioMicroseconds: 0,
    });
  });

  test('of this machine only grows, where it is told', () => {
    const files = findPressureFiles();
    const before = readPressure(files);
    const { cpuMicroseconds } = pressureBetween(before, readPressure(files));
    if (files === null) expect(cpuMicroseconds).toBeNull();
    else expect(cpuMicroseconds).toBeGreaterThanOrEqual(0);
  });
});
