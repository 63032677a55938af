/** What goes wrong on one machine with its embedded database. */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Alone } from './alone';
import { pause, unended, type Fault } from './fault';
import { processesOf } from './processes';

export const aloneServer: Fault<Alone> = {
  name: 'alone',
  title: 'a server with its embedded database is killed (SIGKILL), and started again',
  strike: async ({ site, chance, followers }) => {
    const affected = unended(followers);
    await site.kill();
    const left = await leftAfter(site.folder, 10_000);
    return {
      affected,
      violations: left > 0 ? [`the server is gone, and ${left} of its processes are not`] : [],
      heal: async () => {
        await pause(chance, 0, 1000);
        await site.startServer();
        return [];
      },
    };
  },
};

export const disk: Fault<Alone> = {
  name: 'disk',
  title: 'the disk of the embedded database is full for some seconds',
  withoutDatabase: true,
  strike: async ({ site, chance, followers }) => {
    const ballast = path.join(site.folder, 'ballast');
    fill(ballast);
    return {
      affected: unended(followers),
      heal: async () => {
        // What is freed meanwhile is filled again.
        for (const until = performance.now() + chance.int(500, 5000); performance.now() < until; await sleep(100)) {
          fill(ballast);
        }
        rmSync(ballast);
        return [];
      },
    };
  },
};

/** To the last byte. */
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

async function leftAfter(folder: string, milliseconds: number): Promise<number> {
  for (const deadline = performance.now() + milliseconds; ; await sleep(50)) {
    const left = processesOf(folder).length;
    if (left === 0 || performance.now() > deadline) return left;
  }
}
