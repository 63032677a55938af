/** Answers of probes on disk, under a key that changes with the installation and the GPUs: the next start imports nothing. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { z } from 'zod';
import { deviceDescription, PROTOCOL_VERSION, precisionName } from '../protocol/messages';
import type { EngineAdapter, Launch } from './engine';
import type { ProbeResult } from './engine-state';
import { gpuTraces } from './gpu-traces';

const probeResult = z.object({
  version: z.string(),
  runtime: z.string(),
  devices: z.array(deviceDescription),
  precisions: z.array(precisionName),
});

/** What tells two probes of one engine apart: the installation, and what it is launched with. */
export function probeKey(adapter: EngineAdapter, launch: Launch): string {
  return JSON.stringify([adapter.id, launch.runtimeKey, launch.args, launch.environment]);
}

export class ProbeCache {
  constructor(private readonly directory: string) {}

  /** Null where there is none, or one of another version. */
  async read(adapter: EngineAdapter, launch: Launch): Promise<ProbeResult | null> {
    try {
      return probeResult.parse(JSON.parse(await readFile(this.file(adapter, launch), 'utf8')));
    } catch {
      return null;
    }
  }

  /** A cache that cannot be written costs the next start a probe, nothing else: it never rejects. */
  async write(adapter: EngineAdapter, launch: Launch, result: ProbeResult): Promise<void> {
    const file = this.file(adapter, launch);
    const draft = `${file}.${process.pid}`;
    try {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(draft, JSON.stringify(result));
      await rename(draft, file);
    } catch {
      return;
    }
  }

  private file(adapter: EngineAdapter, launch: Launch): string {
    const machine = [process.version, os.hostname(), gpuTraces()];
    const identity = JSON.stringify([PROTOCOL_VERSION, probeKey(adapter, launch), ...machine]);
    const digest = createHash('sha256').update(identity).digest('hex').slice(0, 32);
    return path.join(this.directory, 'probes', `${adapter.id}-${digest}.json`);
  }
}
