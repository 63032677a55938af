/** That the checks of `bench/faults` see what they are there for. */
import type { DataSource } from 'typeorm';
import { raceViolations, type Witness } from '../../bench/faults/invariants';
import { RaceEvent } from '../../src/entities/race-event.entity';
import { Race } from '../../src/entities/race.entity';
import { Trial } from '../../src/entities/trial.entity';
import { HardwareRegistry } from '../../src/hardware/hardware-registry';
import { RaceEvents } from '../../src/racing/race-events';
import { RaceStore } from '../../src/racing/race-store';
import { describeOverSqlite } from '../support/databases';
import { measuredTrial, raceRow, runRow } from '../racing/support';

describeOverSqlite('after a race whose follower heard all of it', (testDatabase) => {
  let database: DataSource;
  let id: string;
  let trialId: string;

  beforeEach(async () => {
    database = await testDatabase().open();
    const store = new RaceStore(database, new RaceEvents(database));
    const race = raceRow({ idempotencyKey: 'key' });
    const run = runRow(race, 0);
    await store.create(race, [run], 10);
    await store.begin(race.id, (await new HardwareRegistry(database).current()).id);
    await store.record(race.id, { kind: 'trial', trial: measuredTrial(run.id, 1) });
    await store.end(race.id, { status: 'FINISHED', verdict: 'A is faster', warnings: [], failure: null });
    id = race.id;
    trialId = (await database.getRepository(Trial).findOneByOrFail({ raceId: id })).id;
  });

  function found(witness: Partial<Witness> = {}, ids = [id]): Promise<string[]> {
    const statuses = ['QUEUED', 'RUNNING', 'FINISHED'];
    const heard = statuses.map((status, index) => ({
      __typename: 'RaceStatusChanged',
      sequence: index + 1,
      at: 0,
      status,
    }));
    return raceViolations(
      database,
      { key: 'key', ids },
      { raceId: id, heard, shown: new Set([trialId]), ended: true, ...witness },
    );
  }

  const change = (values: Partial<Race>) => database.getRepository(Race).update({ id }, values);

  test('there is nothing to say', async () => {
    expect(await found()).toEqual([]);
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ['a race that nobody ends', () => change({ status: 'RUNNING' }), 'it is RUNNING, and nobody ends it'],
    ['one that failed without a cause', () => change({ status: 'FAILED' }), 'it FAILED without a cause'],
    ['one that is still held', () => change({ heldUntil: 1 }), 'it has ended, and somebody still has it'],
    ['a gap in its events', () => database.getRepository(RaceEvent).delete({ sequence: 2 }), 'event 2 is missing'],
    ['a trial that was shown', () => database.getRepository(Trial).delete({ raceId: id }), 'was shown and is gone'],
    ['the race itself', () => database.getRepository(Race).delete({ id }), 'was accepted and is not there'],
  ])('%s is seen', async (_what, breakIt, sentence) => {
    await breakIt();
    expect((await found()).join()).toContain(sentence);
  });

  test('what its follower heard twice, not at all, or otherwise is seen', async () => {
    const event = (sequence: number, status: string) => ({ __typename: 'RaceStatusChanged', sequence, at: 0, status });
    const [one, two, three] = [event(1, 'QUEUED'), event(2, 'RUNNING'), event(3, 'FINISHED')];
    expect((await found({ heard: [one, two, two, three] })).join()).toContain('heard 1,2,2,3');
    expect((await found({ heard: [one, three] })).join()).toContain('heard 2 of 3 events');
    expect((await found({ heard: [one, two, event(3, 'FAILED')] })).join()).toContain('another event 3 than is stored');
    expect((await found({ ended: false })).join()).toContain('its end was never told');
  });

  test('a key that made two races is seen', async () => {
    expect((await found({}, [id, 'race_other'])).join()).toContain('the key made');
  });
});
