/** How fast bytes move between memory and processors here, as short programs of the engines' environments measure it. */
import * as os from 'node:os';
import * as path from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { Launch } from './engine';
import { startProcess } from './started-process';
import type { Watchdog } from './watchdog';
import { packageRoot } from './worker-path';

/** Three arrays of together so many bytes, and the bytes that moved in a second while two were summed into the third. */
export interface MemoryStream {
  readonly workingSetBytes: number;
  readonly bytesPerSecond: number;
}

export type MemoryStreamMeasurer = (where: StreamPlace, signal: AbortSignal) => Promise<MemoryStream[]>;

/** Where to sum: processes of the host, or a GPU as PyTorch names it. */
export type StreamPlace =
  | { readonly kind: 'host'; readonly launch: Launch; readonly threads: number; readonly sizes: readonly number[] }
  | {
      readonly kind: 'gpu';
      readonly launch: Launch;
      /** Of the package. */
      readonly program: string;
      readonly device: string;
      readonly sizes: readonly number[];
    };

const HOST_PROGRAM = 'src/engines/reference/memory_streams.py';
const PATIENCE_MILLISECONDS = 120_000;

const line = z.object({ workingSetBytes: z.number().positive(), bytesPerSecond: z.number().positive() });

/** The program does not outlive this server. Rejects where it fails, takes too long, or the signal is aborted. */
export function memoryStreamMeasurer(watchdog: Pick<Watchdog, 'add' | 'remove'>): MemoryStreamMeasurer {
  return async (where, signal) => {
    signal.throwIfAborted();
    const { launch, args } = programOf(where);
    const child = startProcess({ ...launch, args }, { workingDirectory: os.tmpdir() });
    const { pid } = child;
    if (pid === undefined) throw new Error(`the memory could not be measured: ${(await child.exited).startError}`);
    watchdog.add(pid);
    const kill = () => killGroup(pid);
    const patience = setTimeout(kill, PATIENCE_MILLISECONDS);
    signal.addEventListener('abort', kill, { once: true });
    try {
      const [printed = '', complaint = ''] = await Promise.all(child.outputs.map((output) => text(output)));
      const { exitCode } = await child.exited;
      signal.throwIfAborted();
      if (exitCode !== 0) throw new Error(`the memory could not be measured: ${complaint.trim().slice(-500)}`);
      return printed
        .trim()
        .split('\n')
        .map((each) => line.parse(JSON.parse(each)));
    } finally {
      clearTimeout(patience);
      signal.removeEventListener('abort', kill);
      watchdog.remove(pid);
      child.release();
    }
  };
}

/** It may have ended just now. */
function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function programOf(where: StreamPlace): { launch: Launch; args: string[] } {
  const sizes = where.sizes.map(String);
  return where.kind === 'host'
    ? { launch: where.launch, args: [path.join(packageRoot(), HOST_PROGRAM), String(where.threads), ...sizes] }
    : { launch: where.launch, args: [path.join(packageRoot(), where.program), where.device, ...sizes] };
}
