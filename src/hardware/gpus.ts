/** NVIDIA GPUs as their driver's own tool lists them; none where the tool is missing or refuses. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { GpuFacts } from '../entities/hardware-profile.entity';

const run = promisify(execFile);
const BYTES_PER_MEBIBYTE = 1024 * 1024;
const PROBE_TIMEOUT_MILLISECONDS = 10_000;
const COLUMNS = ['name', 'memory.total', 'driver_version', 'compute_cap', 'power.limit'] as const;

/** Runs `nvidia-smi` (or the given command that answers like it: tests bring a fake). */
export async function probeGpus(command = 'nvidia-smi'): Promise<GpuFacts[]> {
  try {
    const options = { timeout: PROBE_TIMEOUT_MILLISECONDS };
    const [list, summary] = await Promise.all([
      run(command, [`--query-gpu=${COLUMNS.join(',')}`, '--format=csv,noheader,nounits'], options),
      run(command, [], options),
    ]);
    return parseGpus(list.stdout, /CUDA Version:\s*([\d.]+)/.exec(summary.stdout)?.[1] ?? null);
  } catch {
    return [];
  }
}

/** One line per GPU; "[N/A]" and the like become null. */
export function parseGpus(csv: string, cudaVersion: string | null): GpuFacts[] {
  return csv
    .split('\n')
    .map((line) => line.split(',').map((cell) => cell.trim()))
    .filter((cells) => cells.length >= COLUMNS.length)
    .map(([name = '', memoryMebibytes, driverVersion = '', computeCapability, powerLimit]) => ({
      name,
      memoryBytes: (numberOrNull(memoryMebibytes) ?? 0) * BYTES_PER_MEBIBYTE,
      driverVersion,
      cudaVersion,
      computeCapability: computeCapability?.startsWith('[') ? null : (computeCapability ?? null),
      powerLimitWatts: numberOrNull(powerLimit),
    }));
}

function numberOrNull(text: string | undefined): number | null {
  const value = Number.parseFloat(text ?? '');
  return Number.isFinite(value) ? value : null;
}
