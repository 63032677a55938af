/** One thing that goes wrong, once, at a moment that somebody else chooses, and is then put right. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Dice } from '../dice';
import type { Cluster } from './cluster';
import type { Follower } from './follower';
import type { Machine } from './machine';

export interface Scene<Where = Cluster> {
  readonly site: Where;
  readonly chance: Dice;
  readonly followers: readonly Follower[];
}

export interface Struck {
  /** The races that were in its way: how long until they go on is measured. */
  readonly affected: readonly string[];
  /** What was promised of the fault itself and not kept. */
  readonly violations?: readonly string[];
  /** Where something else than going on was to be timed. */
  readonly milliseconds?: number;
  /** Puts it right, after some time; resolves with what was promised of that and not kept. */
  heal(): Promise<readonly string[]>;
}

export interface Fault<Where = Cluster> {
  readonly name: string;
  /** As the table calls it. */
  readonly title: string;
  /** Whether requests may fail meanwhile, because there is no database to answer from. */
  readonly withoutDatabase?: boolean;
  readonly movesClocks?: boolean;
  /** Whether it needs a PostgreSQL whose disk can be full. */
  readonly fillsDisk?: boolean;
  strike(scene: Scene<Where>): Promise<Struck>;
}

export async function pause(chance: Dice, lowestMilliseconds: number, highestMilliseconds: number): Promise<void> {
  await sleep(chance.int(lowestMilliseconds, highestMilliseconds));
}

export const NOTHING_TO_HEAL = async (): Promise<readonly string[]> => [];

export interface Busy {
  readonly worker: Machine;
  readonly raceId: string;
}

const PATIENCE_MILLISECONDS = 4000;

/** A host with a race in hand. Null where none has one soon: the races may be over. */
export async function busyWorker({ site, chance, followers }: Scene): Promise<Busy | null> {
  for (const deadline = performance.now() + PATIENCE_MILLISECONDS; performance.now() < deadline; await sleep(50)) {
    const busy: Busy[] = [];
    for (const { raceId } of followers) {
      const worker = await site.holderOf(raceId);
      if (worker) busy.push({ worker, raceId });
    }
    if (busy.length > 0) return chance.pick(busy);
    if (followers.every(({ ended }) => ended)) return null;
  }
  return null;
}

/** A server that somebody follows a race on, if there is one. */
export function followedServer({ site, chance, followers }: Scene): Machine {
  const asked = new Set(followers.filter(({ ended }) => !ended).map(({ address }) => address));
  const followed = site.servers.filter(({ process }) => asked.has(process.url));
  return chance.pick(followed.length > 0 ? followed : site.servers);
}

/** That have not ended. */
export function unended(followers: readonly Follower[]): string[] {
  return followers.filter(({ ended }) => !ended).map(({ raceId }) => raceId);
}
