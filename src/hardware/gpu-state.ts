/** How a GPU is while it computes, as the driver's own tool tells: its clock, its temperature, and who else is on it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { GpuStateFacts } from '../entities/trial.entity';
import { readText, textOrNull, type ReadText } from './text-file';

/** Bits of `clocks_event_reasons.active` (nvml.h, nvmlClocksEventReasons). */
const REASONS: readonly (readonly [bit: number, name: string])[] = [
  [0x1, 'GPU_IDLE'],
  [0x2, 'APPLICATIONS_CLOCKS_SETTING'],
  [0x4, 'SW_POWER_CAP'],
  [0x8, 'HW_SLOWDOWN'],
  [0x10, 'SYNC_BOOST'],
  [0x20, 'SW_THERMAL_SLOWDOWN'],
  [0x40, 'HW_THERMAL_SLOWDOWN'],
  [0x80, 'HW_POWER_BRAKE_SLOWDOWN'],
  [0x100, 'DISPLAY_CLOCK_SETTING'],
];

/** Drivers before 535 know the reasons by their earlier name only, and answer a question with any other by nothing. */
const REASON_COLUMNS = ['clocks_event_reasons.active', 'clocks_throttle_reasons.active'] as const;
const HERTZ_PER_MEGAHERTZ = 1e6;
const TIMEOUT_MILLISECONDS = 10_000;

const run = promisify(execFile);

/**
 * Of the GPU on which one of the race's own processes computes, or of the only one. Null where there is no such tool, it
 * refuses, or it cannot be told which of several GPUs it is. Takes tens of milliseconds to a second.
 */
export async function readGpuState(
  ownProcesses: readonly number[],
  command = 'nvidia-smi',
  read: ReadText = readText,
): Promise<GpuStateFacts | null> {
  try {
    const [gpus, processes] = await Promise.all([queryGpus(command), queryProcesses(command)]);
    return stateOf(gpus, processes, ownProcesses, read);
  } catch {
    return null;
  }
}

async function queryGpus(command: string): Promise<GpuRow[]> {
  for (const reasons of REASON_COLUMNS) {
    const columns = `uuid,clocks.sm,temperature.gpu,${reasons}`;
    try {
      return parseGpuRows(await ask(command, `--query-gpu=${columns}`));
    } catch (error) {
      if (reasons === REASON_COLUMNS.at(-1)) throw error;
    }
  }
  return [];
}

/** Null where the tool does not list them. */
async function queryProcesses(command: string): Promise<GpuProcess[] | null> {
  try {
    return parseGpuProcesses(await ask(command, '--query-compute-apps=gpu_uuid,pid'));
  } catch {
    return null;
  }
}

async function ask(command: string, question: string): Promise<string> {
  const options = { timeout: TIMEOUT_MILLISECONDS, killSignal: 'SIGKILL' } as const;
  return (await run(command, [question, '--format=csv,noheader,nounits'], options)).stdout;
}

export interface GpuRow extends Omit<GpuStateFacts, 'foreignProcesses'> {
  readonly uuid: string;
}

export interface GpuProcess {
  readonly uuid: string;
  readonly pid: number;
}

/** One line per GPU; "[N/A]" and the like become null. */
export function parseGpuRows(csv: string): GpuRow[] {
  return rowsOf(csv, 4).map(([uuid = '', clock, temperature, reasons]) => {
    const megahertz = numberOrNull(clock);
    return {
      uuid,
      smClockHertz: megahertz === null ? null : megahertz * HERTZ_PER_MEGAHERTZ,
      temperatureCelsius: numberOrNull(temperature),
      clockReasons: reasonsOf(reasons ?? ''),
    };
  });
}

/** One line per process and GPU; a line without a number is of a process that cannot be seen. */
export function parseGpuProcesses(csv: string): GpuProcess[] {
  return rowsOf(csv, 2).map(([uuid = '', pid]) => ({ uuid, pid: numberOrNull(pid) ?? Number.NaN }));
}

function rowsOf(csv: string, columns: number): string[][] {
  return csv
    .split('\n')
    .map((line) => line.split(',').map((cell) => cell.trim()))
    .filter((cells) => cells.length === columns && cells[0]?.startsWith('GPU-'));
}

function numberOrNull(text: string | undefined): number | null {
  return /^\d+(\.\d+)?$/.test(text ?? '') ? Number(text) : null;
}

/** "0x0000000000000044"; bits that this list does not know keep their number. */
function reasonsOf(text: string): string[] | null {
  if (!/^0x[0-9a-f]+$/i.test(text)) return null;
  let rest = BigInt(text);
  const names = REASONS.filter(([bit]) => (rest & BigInt(bit)) !== 0n).map(([, name]) => name);
  for (const [bit] of REASONS) rest &= ~BigInt(bit);
  return rest === 0n ? names : [...names, `0x${rest.toString(16)}`];
}

/** Pure but for the parents of processes, which `read` tells. */
function stateOf(
  gpus: readonly GpuRow[],
  processes: readonly GpuProcess[] | null,
  own: readonly number[],
  read: ReadText,
): GpuStateFacts | null {
  const isOwn = ({ pid }: GpuProcess) => descendsFrom(pid, own, read);
  const ours = processes?.find(isOwn);
  const gpu = ours ? gpus.find(({ uuid }) => uuid === ours.uuid) : gpus.length === 1 ? gpus[0] : undefined;
  if (!gpu) return null;
  const { smClockHertz, temperatureCelsius, clockReasons } = gpu;
  // Inside a container the list may be empty, or of numbers that mean nothing here: who does not find itself sees nobody.
  const foreignProcesses =
    ours && processes ? processes.filter((each) => each.uuid === gpu.uuid && !isOwn(each)).length : null;
  return { smClockHertz, temperatureCelsius, clockReasons, foreignProcesses };
}

/** Whether it is one of them, or a child of one, or of a child. */
function descendsFrom(pid: number, ancestors: readonly number[], read: ReadText): boolean {
  for (let each = pid; each > 1;) {
    if (ancestors.includes(each)) return true;
    each = Number(/^PPid:\s*(\d+)$/m.exec(textOrNull(read, `/proc/${each}/status`) ?? '')?.[1] ?? 0);
  }
  return false;
}
