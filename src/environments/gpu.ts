/** Whether this host has an NVIDIA GPU, which decides what build of a framework set-up takes. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** True where the driver's own tool lists a device; a tool without a device, or a broken driver, counts as none. */
export async function hasNvidiaGpu(): Promise<boolean> {
  try {
    const { stdout } = await promisify(execFile)('nvidia-smi', ['-L'], { timeout: 20_000, killSignal: 'SIGKILL' });
    return /^GPU \d+:/m.test(stdout);
  } catch {
    return false;
  }
}
