import { pino } from 'pino';
import { LocalBus } from '../../src/fleet/bus';
import { startReconciler } from '../../src/fleet/reconciler';
import { RaceEvents } from '../../src/racing/race-events';
import { RaceStore } from '../../src/racing/race-store';
import { raceRow } from '../racing/support';
import { describeOverSqlite } from '../support/databases';

describeOverSqlite('the reconciler', (testDatabase) => {
  test('offers what waits, and tells idle hosts of what somebody died with', async () => {
    const database = await testDatabase().open();
    const store = new RaceStore(database, new RaceEvents(database));
    const rows = [
      raceRow(),
      raceRow({ status: 'RUNNING' }),
      raceRow({ status: 'RUNNING', heldUntil: Date.now() + 20_000 }),
    ];
    for (const row of rows) await store.create(row, [], 100);
    const [waiting, interrupted] = rows.map(({ id }) => id);
    const bus = new LocalBus();
    const told: string[] = [];
    bus.subscribe((news) => void (news.kind === 'queued' && told.push(news.raceId)));
    const offered: string[] = [];
    const feed = { offer: async ({ id }: { id: string }) => void offered.push(id) };
    const stop = startReconciler({
      database,
      feed,
      bus,
      logger: pino({ level: 'silent' }),
      intervalMilliseconds: 60_000,
    });
    for (const deadline = Date.now() + 5000; offered.length < 2 && Date.now() < deadline;) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await stop();
    expect(offered.sort()).toEqual([waiting, interrupted].sort());
    expect(told).toEqual([interrupted]);
  });
});
