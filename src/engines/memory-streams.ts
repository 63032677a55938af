/** How fast bytes move between memory and processors here, as short programs of the engines' environments measure it. */
import * as path from 'node:path';
import { z } from 'zod';
import type { Launch } from './engine';
import { runShortProgram } from './short-program';
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
const OTHERWISE = 'the memory could not be measured';

const line = z.object({ workingSetBytes: z.number().positive(), bytesPerSecond: z.number().positive() });

/** The program does not outlive this server. Rejects where it fails, takes too long, or the signal is aborted. */
export function memoryStreamMeasurer(watchdog: Pick<Watchdog, 'add' | 'remove'>): MemoryStreamMeasurer {
  return async (where, signal) => {
    const program = { ...programOf(where), patienceMilliseconds: PATIENCE_MILLISECONDS, otherwise: OTHERWISE };
    const printed = await runShortProgram(program, watchdog, signal);
    return printed
      .trim()
      .split('\n')
      .map((each) => line.parse(JSON.parse(each)));
  };
}

function programOf(where: StreamPlace): { launch: Launch; args: string[] } {
  const sizes = where.sizes.map(String);
  return where.kind === 'host'
    ? { launch: where.launch, args: [path.join(packageRoot(), HOST_PROGRAM), String(where.threads), ...sizes] }
    : { launch: where.launch, args: [path.join(packageRoot(), where.program), where.device, ...sizes] };
}
