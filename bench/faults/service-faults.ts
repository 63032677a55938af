/** PostgreSQL and Redis that die, links that are cut, clocks that are set. */
import { fillDisk } from '../../test/support/small-disk';
import { busyWorker, followedServer, pause, unended, type Fault, type Scene } from './fault';

const HOUR_SECONDS = 3600;

export const postgres: Fault = {
  name: 'postgres',
  title: 'PostgreSQL is killed, with all its processes (SIGKILL)',
  withoutDatabase: true,
  strike: async ({ site, chance, followers }) => {
    await site.postgres.kill();
    return {
      affected: unended(followers),
      heal: async () => {
        await pause(chance, 100, 3000);
        await site.postgres.start();
        return [];
      },
    };
  },
};

/** PostgreSQL then ends all connections, and recovers by itself. */
export const postgresBackend: Fault = {
  name: 'postgres-backend',
  title: 'one process of PostgreSQL is killed (SIGKILL)',
  withoutDatabase: true,
  strike: async ({ site, chance, followers }) => {
    process.kill(chance.pick(await backendsOf(site)), 'SIGKILL');
    return { affected: unended(followers), heal: async () => [] };
  },
};

/** It may end all connections, and itself: then somebody has to start it again, once there is room. */
export const postgresDisk: Fault = {
  name: 'postgres-disk',
  title: 'the disk of PostgreSQL is full for some seconds',
  withoutDatabase: true,
  fillsDisk: true,
  strike: async ({ site, chance, followers }) => {
    const filled = fillDisk(site.postgres.folder);
    const isFull = await refuses(site, 'CREATE TABLE "more" AS SELECT generate_series(1, 100000)');
    // What is written ahead then has no room either: PostgreSQL ends.
    if (chance.pick([true, false])) await refuses(site, 'SELECT pg_switch_wal(), pg_switch_wal()');
    return {
      affected: unended(followers),
      violations: isFull ? [] : ['the disk of PostgreSQL was not full'],
      heal: async () => {
        await filled.keepFull(chance.int(500, 5000));
        filled.free();
        await site.postgres.start();
        return [];
      },
    };
  },
};

export const redis: Fault = {
  name: 'redis',
  title: 'Redis is killed, and comes back with nothing',
  strike: async ({ site, chance, followers }) => {
    await site.redis.kill();
    return {
      affected: unended(followers),
      heal: async () => {
        await pause(chance, 100, 6000);
        await site.redis.start();
        return [];
      },
    };
  },
};

/** To PostgreSQL and Redis, for longer than its hold, without a word. */
export const link: Fault = {
  name: 'link',
  title: 'a measuring host is cut off for longer than its hold',
  strike: async (scene) => {
    const { site, chance } = scene;
    const busy = await busyWorker(scene);
    const victim = busy?.worker ?? chance.pick(site.workers);
    for (const each of victim.links) each.silence();
    return {
      affected: busy ? [busy.raceId] : [],
      heal: async () => {
        const hold = 1000 * site.options.holdSeconds;
        await pause(chance, 1.2 * hold, 2.5 * hold);
        const how = chance.pick(['resume', 'reset'] as const);
        for (const each of victim.links) each[how]();
        return [];
      },
    };
  },
};

/** Shorter than a hold too, and of a server: what was asked over it is asked again elsewhere. */
export const serverLink: Fault = {
  name: 'server-link',
  title: 'a server is cut off from PostgreSQL and Redis',
  withoutDatabase: true,
  strike: async (scene) => {
    const { chance, followers } = scene;
    const victim = followedServer(scene);
    const here = followers.filter(({ address, ended }) => address === victim.process.url && !ended);
    for (const each of victim.links) each.silence();
    return {
      affected: here.map(({ raceId }) => raceId),
      heal: async () => {
        await pause(chance, 500, 8000);
        const how = chance.pick(['resume', 'reset'] as const);
        for (const each of victim.links) each[how]();
        return [];
      },
    };
  },
};

/** Of a server, of a measuring host, or of PostgreSQL: an hour on or back, and later right again. */
export const clock: Fault = {
  name: 'clock',
  title: 'a clock is set an hour on or back (of a server, a host, or PostgreSQL)',
  movesClocks: true,
  strike: async (scene) => {
    const { site, chance } = scene;
    const busy = await busyWorker(scene);
    const clocks = [
      chance.pick(site.servers).clock,
      (busy?.worker ?? chance.pick(site.workers)).clock,
      site.postgresClock,
    ];
    const chosen = chance.pick(clocks);
    chosen?.step(chance.pick([-HOUR_SECONDS, HOUR_SECONDS]));
    return {
      affected: busy ? [busy.raceId] : [],
      heal: async () => {
        await pause(chance, 1000, 6000);
        chosen?.step(0);
        return [];
      },
    };
  },
};

const refuses = (site: Scene['site'], statement: string): Promise<boolean> =>
  site
    .reading((database) => database.query(statement))
    .then(
      () => false,
      () => true,
    );

/** Of the processes of the deployment, by PostgreSQL's own list. */
async function backendsOf(site: Scene['site']): Promise<number[]> {
  return site.reading(async (database) => {
    const rows = await database.query<{ pid: number }[]>(
      "SELECT pid FROM pg_stat_activity WHERE application_name = 'photofinish' AND pid <> pg_backend_pid()",
    );
    return rows.map(({ pid }) => pid);
  });
}
