/** Which counter of energy goes with which kind of device, and where this machine keeps it. */
import { openGpuEnergy, type EnergyReader } from './gpu-energy';
import type { EnergyMeter, NoEnergyMeter } from './energy-meter';
import { openProcessorEnergy } from './processor-energy';

export interface EnergySources {
  /** Where Linux shows the domains of the processors; tests make one up. */
  readonly powercapFolder?: string;
  /** What reads the GPUs' counters; or a sentence that says why nothing can. Asked each time: it may be installed meanwhile. */
  gpuReader(): EnergyReader | { readonly missing: string };
}

export class EnergyCounters {
  constructor(private readonly sources: EnergySources) {}

  /** A meter of its own for whoever asks: close it. Does not throw for what the machine lacks. */
  async open(device: 'CPU' | 'GPU'): Promise<EnergyMeter | NoEnergyMeter> {
    if (device === 'CPU') return openProcessorEnergy(this.sources.powercapFolder);
    const reader = this.sources.gpuReader();
    if (!('missing' in reader)) return openGpuEnergy(reader);
    const reason = "The GPU's energy counter is read by a small Python program, and its environment is missing.";
    return { kind: 'unreadable', reason, advice: reader.missing };
  }
}
