import { expectedDetectableDifference } from '../../src/racing/expected-difference';
import { HardwareProfile } from '../../src/entities/hardware-profile.entity';
import { Race } from '../../src/entities/race.entity';
import { Run } from '../../src/entities/run.entity';
import { alphaPerLook } from '../../src/statistics/looks';
import { detectableMultiple } from '../../src/statistics/minimum-detectable-difference';
import { describeOverDatabases } from '../support/databases';
import { analysisOf, storeRaces } from '../support/stored-races';
import { hardwareRow, MOMENT, raceRow, runRow } from '../entities/fixtures';

const perSpread = (rounds: number, pairs: number) =>
  detectableMultiple(rounds, alphaPerLook(0.95, pairs)) / Math.sqrt(rounds);

describeOverDatabases('what a race expects to find', (database) => {
  test('follows from the spread of the machine’s earlier races, the look and the pairs', async () => {
    const dataSource = await database().open();
    const hardware = hardwareRow();
    await dataSource.getRepository(HardwareProfile).insert(hardware);
    const store = async (createdAt: number, entrants: number, changes: Partial<Race> = {}) => {
      const race = raceRow({ createdAt, question: 'ALL_PAIRS', ...changes });
      await dataSource.getRepository(Race).insert(race);
      const runs = Array.from({ length: entrants }, (_, position) => runRow(race.id, { position }));
      await dataSource.getRepository(Run).insert(runs);
      return { race, runs };
    };
    const { race: coming } = await store(MOMENT, 3, { status: 'QUEUED' });
    const expected = () => expectedDetectableDifference(dataSource, coming.id, hardware.id);
    expect(await expected()).toBeNull();
    const measured = { hardwareProfileId: hardware.id, analysis: analysisOf('run_a', 'run_b') };
    // Later, on another machine, of another kind of time: none of them counts.
    await store(MOMENT + 1, 2, measured);
    await store(MOMENT - 1, 2, { analysis: measured.analysis });
    await store(MOMENT - 1, 2, { ...measured, metric: 'TIME_TO_FIRST_RESULT' });
    expect(await expected()).toBeNull();
    await store(MOMENT - 1, 2, measured);
    // That race of two detected 3 % after 8 rounds; three pairs are first looked at after 9.
    const spread = Math.log1p(0.03) / perSpread(8, 1);
    expect(await expected()).toBeCloseTo(Math.expm1(spread * perSpread(9, 3)), 12);
  });

  test('is nothing for a race of one, nor for one that is not there', async () => {
    const dataSource = await database().open();
    const [stored] = await storeRaces(dataSource, 1);
    await dataSource.getRepository(Run).delete({ id: stored!.runIds[1] });
    expect(await expectedDetectableDifference(dataSource, stored!.id, stored!.hardwareId)).toBeNull();
    expect(await expectedDetectableDifference(dataSource, 'race_none', stored!.hardwareId)).toBeNull();
  });
});
