import { HardwareProfile } from '../../src/entities/hardware-profile.entity';
import { RaceEvent } from '../../src/entities/race-event.entity';
import { Race } from '../../src/entities/race.entity';
import { Run } from '../../src/entities/run.entity';
import { Trial } from '../../src/entities/trial.entity';
import { describeOverDatabases } from '../support/databases';
import { eventRow, raceRow, runRow, storeWholeRace, trialRow } from './fixtures';

describeOverDatabases('entities', (database) => {
  test('every entity comes back exactly as it was stored', async () => {
    const dataSource = await database().open();
    const { hardware, race, run, trial, event } = await storeWholeRace(dataSource);
    expect(await dataSource.getRepository(HardwareProfile).findOneBy({ id: hardware.id })).toEqual(hardware);
    expect(await dataSource.getRepository(Race).findOneBy({ id: race.id })).toEqual(race);
    expect(await dataSource.getRepository(Run).findOneBy({ id: run.id })).toEqual(run);
    expect(await dataSource.getRepository(Trial).findOneBy({ id: trial.id })).toEqual(trial);
    expect(await dataSource.getRepository(RaceEvent).findOneBy({ raceId: race.id })).toEqual(event);
  });

  test('what may be null comes back as null', async () => {
    const dataSource = await database().open();
    const race = raceRow({
      label: null,
      startedAt: null,
      finishedAt: null,
      tensorsSha256: null,
      analysis: null,
      verdict: null,
      failure: null,
    });
    const run = runRow(race.id, { engineVersion: null, device: null, parity: null, failure: null });
    await dataSource.getRepository(Race).insert(race);
    await dataSource.getRepository(Run).insert(run);
    await dataSource.getRepository(Trial).insert(trialRow(race.id, run.id, { peakResidentBytes: null }));
    expect(await dataSource.getRepository(Race).findOneBy({ id: race.id })).toEqual(race);
    expect(await dataSource.getRepository(Run).findOneBy({ id: run.id })).toEqual(run);
    expect((await dataSource.getRepository(Trial).findOneByOrFail({ runId: run.id })).peakResidentBytes).toBeNull();
  });

  test('an idempotency key belongs to one race, while any number of races has none', async () => {
    const races = (await database().open()).getRepository(Race);
    await races.insert([raceRow({ idempotencyKey: 'k' }), raceRow(), raceRow()]);
    await expect(races.insert(raceRow({ idempotencyKey: 'k' }))).rejects.toThrow(/unique/i);
    expect(await races.count()).toBe(3);
  });

  test('a run has one trial in each round, and a race one run in each place', async () => {
    const dataSource = await database().open();
    const { race, run } = await storeWholeRace(dataSource);
    const trials = dataSource.getRepository(Trial);
    await trials.insert(trialRow(race.id, run.id, { round: 2 }));
    await expect(trials.insert(trialRow(race.id, run.id, { round: 2 }))).rejects.toThrow(/unique/i);
    await expect(dataSource.getRepository(Run).insert(runRow(race.id, { position: 0 }))).rejects.toThrow(/unique/i);
  });

  test('a sequence number occurs once in a race', async () => {
    const dataSource = await database().open();
    const { race } = await storeWholeRace(dataSource);
    await expect(dataSource.getRepository(RaceEvent).insert(eventRow(race.id))).rejects.toThrow(/unique/i);
  });

  test('deleting a race deletes its runs, trials and events, and keeps its machine', async () => {
    const dataSource = await database().open();
    const { race } = await storeWholeRace(dataSource);
    await dataSource.getRepository(Race).delete(race.id);
    const counts = await Promise.all([Run, Trial, RaceEvent].map((entity) => dataSource.getRepository(entity).count()));
    expect(counts).toEqual([0, 0, 0]);
    expect(await dataSource.getRepository(HardwareProfile).count()).toBe(1);
  });

  test('a machine that has races cannot be deleted, and a run needs a race', async () => {
    const dataSource = await database().open();
    const { hardware } = await storeWholeRace(dataSource);
    await expect(dataSource.getRepository(HardwareProfile).delete(hardware.id)).rejects.toThrow(/foreign key/i);
    await expect(dataSource.getRepository(Run).insert(runRow('race_nowhere'))).rejects.toThrow(/foreign key/i);
  });
});
