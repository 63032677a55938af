/** Clients that change their mind, or do not hear the answer. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from './ask';
import type { Dice } from '../dice';
import { busyWorker, NOTHING_TO_HEAL, pause, unended, type Fault, type Scene } from './fault';

/** Within which a race that is cancelled has to have ended. */
const CANCELLED_WITHIN_MILLISECONDS = 2000;
const CANCEL = 'mutation ($id: ID!) { cancelRace(id: $id) { status } }';
const START = 'mutation ($input: StartRaceInput!) { startRace(input: $input) { id } }';

/** One race, in whatever state it is, while all is well or its host stands still, is gone or cut off, or Redis is. */
export const cancel: Fault = {
  name: 'cancel',
  title: 'a race is cancelled, in any state, its host there or not',
  strike: async (scene) => {
    const { site, chance, followers } = scene;
    const ids = unended(followers);
    if (ids.length === 0) return { affected: [], heal: NOTHING_TO_HEAL };
    const id = chance.pick(ids);
    const heal = await trouble(scene);
    const asked = performance.now();
    const { cancelRace } = await ask<{ cancelRace: { status: string } }>(chance.pick(site.addresses), CANCEL, { id });
    const milliseconds = performance.now() - asked;
    const violations = [
      ...(/CANCELLED|FINISHED/.test(cancelRace.status) ? [] : [`${id} is ${cancelRace.status} after it was cancelled`]),
      ...(milliseconds > CANCELLED_WITHIN_MILLISECONDS ? [`cancelling took ${Math.round(milliseconds)} ms`] : []),
    ];
    return { affected: [], violations, milliseconds, heal };
  },
};

/** What else is wrong meanwhile; resolves with what puts it right. */
async function trouble(scene: Scene): Promise<() => Promise<readonly string[]>> {
  const { site, chance } = scene;
  const kind = chance.pick(['none', 'stands-still', 'gone', 'cut-off', 'no-redis'] as const);
  if (kind === 'none') return NOTHING_TO_HEAL;
  if (kind === 'no-redis') {
    await site.redis.kill();
    return async () => {
      await site.redis.start();
      return [];
    };
  }
  const worker = (await busyWorker(scene))?.worker ?? chance.pick(site.workers);
  if (kind === 'gone') await site.end(worker, 'SIGKILL');
  if (kind === 'stands-still') worker.signal('SIGSTOP');
  if (kind === 'cut-off') for (const link of worker.links) link.silence();
  await pause(chance, 0, 300);
  return async () => {
    await pause(chance, 0, 1500);
    if (kind === 'gone') await site.add('worker');
    if (kind === 'stands-still') worker.signal('SIGCONT');
    if (kind === 'cut-off') for (const link of worker.links) link.resume();
    return [];
  };
}

/** The client leaves before it has heard, and asks on both servers at once, several times, with the same key. */
export const lostAnswer: Fault = {
  name: 'lost-answer',
  title: 'the answer to startRace is lost, and it is asked again with the same key',
  strike: async ({ site, chance }) => {
    const key = `faults-${randomUUID()}`;
    const input = { ...SMALLEST, idempotencyKey: key };
    await unheard(chance, chance.pick(site.addresses), input);
    const addresses = [...site.addresses, ...site.addresses];
    const answers = await Promise.allSettled(
      addresses.map((address) => ask<{ startRace: { id: string } }>(address, START, { input })),
    );
    const ids = new Set(
      answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.startRace.id] : [])),
    );
    const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [String(answer.reason)] : []));
    const violations = [
      ...refused.map((reason) => `asked again with the same key: ${reason}`),
      ...(ids.size > 1 ? [`the key ${key} made ${ids.size} races`] : []),
    ];
    for (const id of ids) await ask(chance.pick(site.addresses), CANCEL, { id });
    return { affected: [], violations, heal: NOTHING_TO_HEAL };
  },
};

/** Nobody measures it. */
const SMALLEST = {
  workload: 'mlp',
  threads: 1,
  effort: 'QUICK',
  hardware: { labels: ['nowhere'] },
  entrants: [{ engine: 'fake', label: 'A' }],
};

async function unheard(chance: Dice, url: string, input: Record<string, unknown>): Promise<void> {
  const leaving = new AbortController();
  const request = fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: START, variables: { input } }),
    signal: leaving.signal,
  }).catch(() => undefined);
  await sleep(chance.int(0, 40));
  leaving.abort();
  await request;
}
