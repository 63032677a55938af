/** One repetition: races are asked for and followed, one thing goes wrong at a random moment, and everything is checked. */
import { setTimeout as sleep } from 'node:timers/promises';
import { askForRace, type AskedRace } from './asked-race';
import { Dice } from '../dice';
import type { Fault, Struck } from './fault';
import { Follower } from './follower';
import { raceViolations } from './invariants';
import { processViolations } from './left-behind';
import type { Site } from './site';

export interface Outcome {
  readonly fault: string;
  readonly seed: number;
  readonly violations: readonly string[];
  /** Until the slowest of the races in its way went on; null where none was. */
  readonly milliseconds: number | null;
  readonly wallSeconds: number;
}

export interface RepetitionOptions {
  readonly seed: number;
  /** Of one race, but for its seed. */
  readonly race: Record<string, unknown>;
  /** Asked for before the fault; one more is asked for while it is there. */
  readonly racesBefore?: number;
  /** The fault comes at any moment of this: while races wait, are prepared, measured, or are over. */
  readonly spanMilliseconds?: number;
}

/** After which a race that has not ended counts as lost. */
const PATIENCE_MILLISECONDS = 120_000;

export async function repeat<Where extends Site>(
  site: Where,
  fault: Fault<Where>,
  { seed, race, racesBefore = 1, spanMilliseconds = 4000 }: RepetitionOptions,
): Promise<Outcome> {
  const begun = performance.now();
  const chance = new Dice(seed);
  const deadline = AbortSignal.timeout(PATIENCE_MILLISECONDS);
  const asked: AskedRace[] = [];
  const followers: Follower[] = [];
  const running: Promise<void>[] = [];
  const start = async (raceSeed: number) => {
    const input = { ...race, seed: raceSeed };
    const own = await askForRace(site, new Dice(raceSeed), { input, deadline });
    asked.push(own);
    const [id] = own.ids;
    if (id === undefined) return;
    const follower = new Follower(site, id, new Dice(raceSeed));
    followers.push(follower);
    running.push(follower.run());
  };
  const seeds = Array.from({ length: racesBefore + 1 }, () => chance.int(1, 2 ** 31 - 1));
  await Promise.all(seeds.slice(1).map(start));
  await sleep(chance.int(0, spanMilliseconds));

  const struckAt = performance.now();
  const [late = 1] = seeds;
  const meanwhile = start(late);
  const struck = await fault.strike({ site, chance, followers });
  const healing = await struck.heal();
  await meanwhile;
  deadline.addEventListener('abort', () => followers.forEach((follower) => follower.stop()), { once: true });
  await Promise.all(running);

  const strange = fault.withoutDatabase ? [] : asked.flatMap((each) => each.strange);
  const violations = [
    ...(struck.violations ?? []),
    ...healing,
    ...strange.map((message) => `startRace was refused: ${message}`),
    ...asked.filter(({ ids }) => ids.length < 2).map(({ key }) => `startRace was not answered: ${key}`),
    ...(await rowViolations(site, asked, followers)),
    ...(await processViolations(site)),
  ];
  const milliseconds = struck.milliseconds ?? slowest(struck, followers, struckAt);
  return { fault: fault.name, seed, violations, milliseconds, wallSeconds: (performance.now() - begun) / 1000 };
}

async function rowViolations(
  site: Site,
  asked: readonly AskedRace[],
  followers: readonly Follower[],
): Promise<string[]> {
  return site.reading(async (database) => {
    const found: string[] = [];
    for (const follower of followers) {
      const own = asked.find(({ ids }) => ids.includes(follower.raceId));
      if (own) found.push(...(await raceViolations(database, own, follower)));
    }
    return found;
  });
}

/** Until each of them was heard of again: a round, or its end. */
function slowest({ affected }: Struck, followers: readonly Follower[], since: number): number | null {
  const waits = followers
    .filter(({ raceId }) => affected.includes(raceId))
    .map(({ heard }) =>
      heard.find(({ at, round, status }) => at > since && (round !== undefined || status !== undefined)),
    )
    .flatMap((event) => (event ? [event.at - since] : []));
  return waits.length === 0 ? null : Math.max(...waits);
}
