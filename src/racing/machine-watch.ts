/** What a race remembers of its machine from trial to trial: where to read, whom to ask, and how fast it was at its best. */
import type { GpuStateFacts } from '../entities/trial.entity';
import { readGpuState } from '../hardware/gpu-state';
import { findSources, type Sources } from './surroundings';

export class MachineWatch {
  readonly sources: Sources = findSources();
  private readonly fastestHertz = new Map<'cpu' | 'gpu', number>();
  private gpuTells: boolean;

  /** `gpuTool`: null where no GPU is raced on; tests bring a fake. */
  constructor(private readonly gpuTool: string | null) {
    this.gpuTells = gpuTool !== null;
  }

  /** Whether asking for the GPU's state may bring an answer. */
  get seesGpu(): boolean {
    return this.gpuTells;
  }

  /** Never rejects. A tool that is missing or refuses once is not asked again: it would cost every trial its time. */
  async gpuState(ownProcesses: readonly number[]): Promise<GpuStateFacts | null> {
    if (this.gpuTool === null || !this.gpuTells) return null;
    const state = await readGpuState(ownProcesses, this.gpuTool);
    this.gpuTells = state !== null;
    return state;
  }

  /** Of the fastest trial so far, this one included: above 0, at most 1; null where the clock is not known. */
  clockShare(of: 'cpu' | 'gpu', hertz: number | null): number | null {
    if (hertz === null || !(hertz > 0)) return null;
    const fastest = Math.max(hertz, this.fastestHertz.get(of) ?? 0);
    this.fastestHertz.set(of, fastest);
    return hertz / fastest;
  }
}
