/** Processes that are killed, told to stop, or stand still. */
import { setTimeout as sleep } from 'node:timers/promises';
import { inTime } from '../../src/in-time';
import { trialsOf } from '../../src/racing/stored-trials';
import {
  busyWorker,
  followedServer,
  NOTHING_TO_HEAL,
  pause,
  unended,
  type Fault,
  type Scene,
  type Struck,
} from './fault';
import type { Machine } from './machine';
import { engineProcessesOf } from './processes';

export const server: Fault = {
  name: 'server',
  title: 'a server is killed (SIGKILL)',
  strike: async (scene) => {
    const victim = followedServer(scene);
    return gone(scene, victim, 'SIGKILL', followedOn(scene, victim));
  },
};

export const worker: Fault = {
  name: 'worker',
  title: 'a measuring host is killed (SIGKILL)',
  strike: async (scene) => {
    const busy = await busyWorker(scene);
    const victim = busy?.worker ?? scene.chance.pick(scene.site.workers);
    return gone(scene, victim, 'SIGKILL', busy ? [busy.raceId] : []);
  },
};

export const engine: Fault = {
  name: 'engine',
  title: "an engine's process is killed (SIGKILL)",
  strike: async (scene) => {
    const busy = await busyWorker(scene);
    if (!busy) return { affected: [], heal: NOTHING_TO_HEAL };
    for (const deadline = performance.now() + 4000; performance.now() < deadline; await sleep(20)) {
      const children = engineProcessesOf(busy.worker.process.folder);
      if (children.length === 0) continue;
      process.kill(scene.chance.pick(children).pid, 'SIGKILL');
      return { affected: [busy.raceId], heal: NOTHING_TO_HEAL };
    }
    return { affected: [], heal: NOTHING_TO_HEAL };
  },
};

export const stopServer: Fault = {
  name: 'stop-server',
  title: 'a server is told to stop (SIGTERM)',
  strike: async (scene) => {
    const victim = followedServer(scene);
    return gone(scene, victim, 'SIGTERM', followedOn(scene, victim));
  },
};

/** The trial in flight comes to its end, the rest is handed on. */
export const stopWorker: Fault = {
  name: 'stop-worker',
  title: 'a measuring host is told to stop (SIGTERM)',
  strike: async (scene) => {
    const busy = await busyWorker(scene);
    const victim = busy?.worker ?? scene.chance.pick(scene.site.workers);
    const struck = await gone(scene, victim, 'SIGTERM', busy ? [busy.raceId] : []);
    const cutShort = busy ? await incompleteTrials(scene, busy.raceId) : 0;
    const said = cutShort > 0 ? [`${busy?.raceId}: ${cutShort} trials were cut short by SIGTERM`] : [];
    return { ...struck, violations: [...(struck.violations ?? []), ...said] };
  },
};

export const standsStill: Fault = {
  name: 'stands-still',
  title: 'a measuring host stands still for longer than its hold (SIGSTOP, SIGCONT)',
  strike: async (scene) => {
    const busy = await busyWorker(scene);
    const victim = busy?.worker ?? scene.chance.pick(scene.site.workers);
    victim.signal('SIGSTOP');
    return {
      affected: busy ? [busy.raceId] : [],
      heal: async () => {
        const hold = 1000 * scene.site.options.holdSeconds;
        await pause(scene.chance, 1.2 * hold, 2.5 * hold);
        victim.signal('SIGCONT');
        return [];
      },
    };
  },
};

/** Of PHOTOFINISH_DRAIN_SECONDS, and of what is closed after it. */
const STOPS_WITHIN_MILLISECONDS = 70_000;

/** It ends by the signal, and another takes its place some time later. */
async function gone(
  { site, chance }: Scene,
  victim: Machine,
  signal: 'SIGKILL' | 'SIGTERM',
  affected: readonly string[],
): Promise<Struck> {
  const end = await inTime(site.end(victim, signal), STOPS_WITHIN_MILLISECONDS, 'late' as const);
  const said = end === 'late' ? [`${victim.options.label} did not end within 70 s of ${signal}`] : [];
  if (end === 'late') await site.end(victim, 'SIGKILL');
  return {
    affected,
    violations: said,
    heal: async () => {
      await pause(chance, 0, 2000);
      await site.add(victim.options.kind);
      return [];
    },
  };
}

function followedOn({ followers }: Scene, { process }: Machine): string[] {
  const here = new Set(followers.filter(({ address }) => address === process.url).map(({ raceId }) => raceId));
  return unended(followers).filter((raceId) => here.has(raceId));
}

async function incompleteTrials({ site }: Scene, raceId: string): Promise<number> {
  return site.reading(async (database) => {
    const trials = await trialsOf(database, 'raceId', [raceId], ['tags']);
    return trials.filter(({ tags }) => tags.includes('INCOMPLETE')).length;
  });
}
