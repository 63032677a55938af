/**
 * How long tasks waited for what they needed (Linux' pressure stall information, Documentation/accounting/psi.rst):
 * cumulative microseconds, read before and after a measurement.
 */
import { readText, textOrNull, type ReadText } from './text-file';

/** Null where the system does not tell. */
export interface Pressure {
  /** While at least one task waited for a processor. */
  readonly cpuMicroseconds: number | null;
  /** While every task that was not idle waited for memory to be reclaimed, or for the disk. */
  readonly memoryMicroseconds: number | null;
  readonly ioMicroseconds: number | null;
}

export interface PressureFiles {
  readonly cpu: string;
  readonly memory: string;
  readonly io: string;
}

const OF_THE_MACHINE: PressureFiles = {
  cpu: '/proc/pressure/cpu',
  memory: '/proc/pressure/memory',
  io: '/proc/pressure/io',
};

/** Where distributions mount version 2 of the control groups, alone or beside version 1. */
const GROUP_FOLDERS = ['/sys/fs/cgroup', '/sys/fs/cgroup/unified'] as const;

/**
 * Those of the control group of this process and its workers, which count no waiting of others, or else the whole
 * machine's; null where the system has neither.
 */
export function findPressureFiles(read: ReadText = readText): PressureFiles | null {
  const group = /^0::(\/.*)$/m.exec(textOrNull(read, '/proc/self/cgroup') ?? '')?.[1];
  // Of the topmost group the files are the whole machine's, where it has any.
  const own = group === undefined || group === '/' ? [] : GROUP_FOLDERS.map((folder) => filesOf(folder + group));
  return [...own, OF_THE_MACHINE].find(({ cpu }) => textOrNull(read, cpu) !== null) ?? null;
}

function filesOf(folder: string): PressureFiles {
  return {
    cpu: `${folder}/cpu.pressure`,
    memory: `${folder}/memory.pressure`,
    io: `${folder}/io.pressure`,
  };
}

/** Takes about 30 microseconds; nothing where there are no files. */
export function readPressure(files: PressureFiles | null, read: ReadText = readText): Pressure {
  const total = (kind: keyof PressureFiles, line: 'some' | 'full') =>
    files && totalOf(textOrNull(read, files[kind]), line);
  return {
    cpuMicroseconds: total('cpu', 'some'),
    memoryMicroseconds: total('memory', 'full'),
    ioMicroseconds: total('io', 'full'),
  };
}

/** What was waited between two readings; null where either is unknown. */
export function pressureBetween(before: Pressure, after: Pressure): Pressure {
  const difference = (name: keyof Pressure) => {
    const [from, to] = [before[name], after[name]];
    return from === null || to === null ? null : to - from;
  };
  return {
    cpuMicroseconds: difference('cpuMicroseconds'),
    memoryMicroseconds: difference('memoryMicroseconds'),
    ioMicroseconds: difference('ioMicroseconds'),
  };
}

/** `some avg10=0.00 avg60=0.00 avg300=0.00 total=12345` */
function totalOf(text: string | null, line: 'some' | 'full'): number | null {
  const total = new RegExp(`^${line} .*\\btotal=(\\d+)$`, 'm').exec(text ?? '')?.[1];
  return total === undefined ? null : Number(total);
}
