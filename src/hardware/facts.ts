/** Reads what this machine is made of; the facts that stay the same from one start to the next. */
import * as os from 'node:os';
import * as si from 'systeminformation';
import type { HardwareFacts } from '../entities/hardware-profile.entity';
import { probeGpus } from './gpus';

/** Probes once; takes a fraction of a second and never throws for a part that cannot be read. */
export async function readHardwareFacts(): Promise<HardwareFacts> {
  const [features, system, virtualization, gpus] = await Promise.all([
    si.cpuFlags(),
    si.osInfo(),
    readVirtualization(),
    probeGpus(),
  ]);
  return {
    cpuModel: os.cpus()[0]?.model.trim() ?? 'unknown',
    cpuCores: os.availableParallelism(),
    cpuFeatures: features.split(/\s+/).filter(Boolean).sort(),
    memoryBytes: os.totalmem(),
    gpus,
    operatingSystem: [system.distro, system.release].filter(Boolean).join(' ') || os.type(),
    kernel: `${os.type()} ${os.release()}`,
    virtualization,
  };
}

/** Null where the machine does not say that it is a guest. */
async function readVirtualization(): Promise<string | null> {
  const system = await si.system();
  return system.virtual ? system.virtualHost || 'virtual machine' : null;
}
