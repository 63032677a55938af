/** How much memory the workers of this server may hold together, where nobody has said. */
import * as os from 'node:os';

/** The rest is the server's, the system's, and whoever else lives here. */
const SHARE_OF_MEMORY = 0.85;

/** Of the machine, or of the container where that has less. */
export function memoryOfHost(): number {
  // Some kernels say "no limit" by a number beyond all memory, Node by 0 or nothing.
  const container = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return Math.min(os.totalmem(), container);
}

export function defaultWorkerMemoryBytes(): number {
  return Math.floor(SHARE_OF_MEMORY * memoryOfHost());
}

/** Of a machine whose workers may hold so much where nobody has said. */
export function memoryToPlanWith(workerMemoryBytes: number): number {
  return workerMemoryBytes / SHARE_OF_MEMORY;
}
