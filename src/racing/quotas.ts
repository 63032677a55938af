/**
 * What one owner may have: races that wait, and seconds of measuring within any 24 hours. A race that waits or runs
 * counts with its whole budget, so that what was accepted never takes more than was promised.
 */
import { In, LessThan, MoreThan, type EntityManager } from 'typeorm';
import type { Quotas } from '../auth/principal';
import { ApiToken } from '../entities/api-token.entity';
import { Race } from '../entities/race.entity';
import { SpentTime } from '../entities/spent-time.entity';
import { PhotofinishError } from '../errors';

const DAY_MILLISECONDS = 86_400_000;

type Spender = Pick<Race, 'status' | 'budgetSeconds' | 'startedAt' | 'finishedAt'>;

/** Whether nothing is counted. */
export function isUnbound({ maximumQueuedRaces, deviceSecondsPerDay }: Quotas): boolean {
  return maximumQueuedRaces === null && deviceSecondsPerDay === null;
}

/** Of a race about to be stored in this transaction. Throws QUOTA_EXCEEDED. */
export async function requireWithinQuotas(
  manager: EntityManager,
  { owner, budgetSeconds }: Pick<Race, 'owner' | 'budgetSeconds'>,
  quotas: Quotas,
  now = Date.now(),
): Promise<void> {
  if (owner === null || isUnbound(quotas)) return;
  const { maximumQueuedRaces, deviceSecondsPerDay } = quotas;
  await takeTurn(manager, owner);
  if (maximumQueuedRaces !== null) await requireRoom(manager, owner, maximumQueuedRaces);
  if (deviceSecondsPerDay === null) return;
  const left = deviceSecondsPerDay - (await deviceSeconds(manager, owner, now));
  if (budgetSeconds <= left) return;
  const whole = Math.max(0, Math.floor(left));
  throw new PhotofinishError('QUOTA_EXCEEDED', 'This race may take more device seconds than are left.', {
    field: 'input.budgetSeconds',
    advice: `${whole} of ${deviceSecondsPerDay} within 24 hours are left, and this race may take ${budgetSeconds}: give a smaller budget, or wait.`,
  });
}

/** Before a race is deleted: what it took still counts. */
export async function keepSpentTime(manager: EntityManager, raceId: string, now = Date.now()): Promise<void> {
  const race = await manager.findOneBy(Race, { id: raceId });
  const seconds = race?.owner ? secondsOf(race) : 0;
  if (!race?.owner || seconds === 0) return;
  const { owner, finishedAt } = race;
  await manager.delete(SpentTime, { finishedAt: LessThan(now - DAY_MILLISECONDS) });
  await manager.insert(SpentTime, { raceId, owner, seconds, finishedAt: finishedAt ?? now });
}

/** Many may ask at once on one PostgreSQL; on SQLite the store does one thing at a time. */
async function takeTurn(manager: EntityManager, owner: string): Promise<void> {
  if (manager.connection.options.type !== 'postgres') return;
  await manager.findOne(ApiToken, { where: { id: owner }, lock: { mode: 'pessimistic_write' } });
}

async function requireRoom(manager: EntityManager, owner: string, maximum: number): Promise<void> {
  if ((await manager.countBy(Race, { owner, status: 'QUEUED' })) < maximum) return;
  throw new PhotofinishError('QUOTA_EXCEEDED', 'Too many races of these credentials are waiting.', {
    advice: `At most ${maximum} of them may wait: try again when one has begun, or cancel one.`,
  });
}

async function deviceSeconds(manager: EntityManager, owner: string, now: number): Promise<number> {
  const recently = MoreThan(now - DAY_MILLISECONDS);
  const races: Spender[] = await manager.find(Race, {
    select: { id: true, status: true, budgetSeconds: true, startedAt: true, finishedAt: true },
    where: [
      { owner, status: In(['QUEUED', 'RUNNING']) },
      { owner, finishedAt: recently },
    ],
  });
  const deleted = await manager.findBy(SpentTime, { owner, finishedAt: recently });
  return sum(races.map(secondsOf)) + sum(deleted.map(({ seconds }) => seconds));
}

/** Its time on the machine, at most its budget: it may have waited for a server that was away. */
function secondsOf({ status, budgetSeconds, startedAt, finishedAt }: Spender): number {
  if (status === 'QUEUED' || status === 'RUNNING') return budgetSeconds;
  if (startedAt === null || finishedAt === null) return 0;
  return Math.min(budgetSeconds, (finishedAt - startedAt) / 1000);
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
