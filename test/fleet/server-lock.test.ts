import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { SERVER_LOCK } from '../../src/entities/advisory-locks';
import { lockServer, ServerLockError } from '../../src/server-lock';
import { describeOverPostgres } from '../support/databases';

/** As PostgreSQL lists who holds the lock of this database. */
const HOLDERS = `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND database =
  (SELECT oid FROM pg_database WHERE datname = current_database()) AND (classid::bigint << 32) + objid::bigint = ${SERVER_LOCK}`;

async function holders(database: DataSource): Promise<number[]> {
  return (await database.query<{ pid: number }[]>(HOLDERS)).map(({ pid }) => pid);
}

async function eventually(what: () => Promise<boolean> | boolean): Promise<void> {
  for (const deadline = Date.now() + 10_000; !(await what()); await sleep(20)) {
    if (Date.now() > deadline) throw new Error('not within ten seconds');
  }
}

describeOverPostgres("a server's lock on its database", (testDatabase) => {
  async function setUp() {
    const [database, onlooker] = [await testDatabase().open(), await testDatabase().open()];
    const lost: ServerLockError[] = [];
    const release = await lockServer(database, testDatabase().settings, (error) => lost.push(error));
    const [pid] = await holders(onlooker);
    return {
      database,
      onlooker,
      lost,
      release,
      breakConnection: () => onlooker.query(`SELECT pg_terminate_backend(${pid})`),
    };
  }

  test('is refused while another has it, and free when that gave it back', async () => {
    const { onlooker, release } = await setUp();
    const take = () => lockServer(onlooker, testDatabase().settings, () => undefined);
    await expect(take()).rejects.toThrow(ServerLockError);
    await release();
    await (
      await take()
    )();
    expect(await holders(onlooker)).toEqual([]);
  });

  test('is taken again when its connection breaks', async () => {
    const { onlooker, lost, release, breakConnection } = await setUp();
    const [before] = await holders(onlooker);
    await breakConnection();
    await eventually(async () => {
      const [now] = await holders(onlooker);
      return now !== undefined && now !== before;
    });
    expect(lost).toEqual([]);
    await release();
    expect(await holders(onlooker)).toEqual([]);
  });

  test('that another was faster to take is lost, and said to be', async () => {
    const { onlooker, lost, release, breakConnection } = await setUp();
    const other = onlooker.createQueryRunner();
    // Waits in PostgreSQL itself, which hands it on.
    const taken = other.query('SELECT pg_advisory_lock($1)', [SERVER_LOCK]);
    await eventually(async () => {
      const waiting = await onlooker.query<unknown[]>(HOLDERS.replace('granted', 'NOT granted'));
      return waiting.length > 0;
    });
    await breakConnection();
    await taken;
    await eventually(() => lost.length > 0);
    expect(lost[0]).toBeInstanceOf(ServerLockError);
    await release();
    expect(await holders(onlooker)).toHaveLength(1);
    await other.query('SELECT pg_advisory_unlock_all()');
    await other.release();
  });
});
