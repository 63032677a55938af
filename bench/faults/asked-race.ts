/** A race that is asked for until somebody answers, always with the same key. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, Unanswered } from './ask';
import type { Dice } from '../dice';
import type { Site } from './site';

export type Entrants = readonly { readonly engine: string; readonly variant?: string; readonly label: string }[];

export interface AskedRace {
  readonly key: string;
  /** Of each answer; all the same, or the key has made two races. */
  readonly ids: readonly string[];
  /** Answers that were neither a race nor what a client may expect while something is away. */
  readonly strange: readonly string[];
}

const START = 'mutation ($input: StartRaceInput!) { startRace(input: $input) { id } }';
const AGAIN_MILLISECONDS = 100;
/** A request that takes so long is sent again. */
const PATIENCE_MILLISECONDS = 5000;
/** What a server answers while its database is away. */
const EXPECTED = /DATABASE_UNAVAILABLE|INTERNAL_SERVER_ERROR|UNAVAILABLE/;

export interface AskedRaceOptions {
  readonly input: Record<string, unknown>;
  readonly deadline: AbortSignal;
}

/** Every race is asked for a second time after its first answer. */
export async function askForRace(site: Site, chance: Dice, { input, deadline }: AskedRaceOptions): Promise<AskedRace> {
  const key = `faults-${randomUUID()}`;
  const ids: string[] = [];
  const strange: string[] = [];
  while (ids.length < 2 && !deadline.aborted) {
    const { addresses } = site;
    try {
      if (addresses.length === 0) throw new Unanswered('no server is there');
      const variables = { input: { ...input, idempotencyKey: key } };
      const answer = await ask<{ startRace: { id: string } }>(chance.pick(addresses), START, variables, {
        milliseconds: PATIENCE_MILLISECONDS,
      });
      ids.push(answer.startRace.id);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (!(error instanceof Unanswered) && !EXPECTED.test(message)) strange.push(message);
      await sleep(AGAIN_MILLISECONDS);
    }
  }
  return { key, ids, strange };
}
