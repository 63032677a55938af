/** A file system of its own under a folder, small enough to be filled. */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether it worked: it needs root. */
export function mountDisk(folder: string, megabytes: number): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]).status === 0;
}

export function unmountDisk(folder: string): void {
  spawnSync('umount', [folder]);
}

/** Whether this process may make file systems. */
export function mayMount(): boolean {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-mount-'));
  const mounted = mountDisk(folder, 1);
  if (mounted) unmountDisk(folder);
  rmSync(folder, { recursive: true });
  return mounted;
}

/** Full to the last byte, until it is freed. */
export function fillDisk(folder: string): { keepFull(milliseconds: number): Promise<void>; free(): void } {
  const ballast = path.join(folder, 'ballast');
  fill(ballast);
  return {
    // What is freed meanwhile is filled again.
    keepFull: async (milliseconds) => {
      for (const until = performance.now() + milliseconds; performance.now() < until; await sleep(100)) fill(ballast);
    },
    free: () => rmSync(ballast),
  };
}

function fill(file: string): void {
  const descriptor = openSync(file, 'a');
  for (let size = 2 ** 20; size >= 1;) {
    try {
      if (writeSync(descriptor, Buffer.alloc(size)) < size) size = Math.floor(size / 2);
    } catch {
      size = Math.floor(size / 2);
    }
  }
  closeSync(descriptor);
}
