/** What goes wrong on one machine with its embedded database. */
import { setTimeout as sleep } from 'node:timers/promises';
import { fillDisk } from '../../test/support/small-disk';
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
    const filled = fillDisk(site.folder);
    return {
      affected: unended(followers),
      heal: async () => {
        await filled.keepFull(chance.int(500, 5000));
        filled.free();
        return [];
      },
    };
  },
};

async function leftAfter(folder: string, milliseconds: number): Promise<number> {
  for (const deadline = performance.now() + milliseconds; ; await sleep(50)) {
    const left = processesOf(folder).length;
    if (left === 0 || performance.now() > deadline) return left;
  }
}
