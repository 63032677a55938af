import { scriptedFacts } from '../../bench/api/scripted-race';
import { storeFinishedRace } from '../../bench/api/store-race';
import { undoLastMigration } from '../../src/data-source';
import { HardwareRegistry } from '../../src/hardware/hardware-registry';
import { decodeBlocks } from '../../src/racing/block-codec';
import { RaceEvents } from '../../src/racing/race-events';
import { RaceStore } from '../../src/racing/race-store';
import { eventsAfter } from '../../src/racing/stored-events';
import { Trial } from '../../src/entities/trial.entity';
import { describeOverDatabases } from '../support/databases';

describeOverDatabases('races that have ended', (database) => {
  test('go back to the form of before, and are read the same in both', async () => {
    const dataSource = await database().open();
    const store = new RaceStore(dataSource, new RaceEvents(dataSource));
    const { id: hardware } = await new HardwareRegistry(dataSource).current();
    const script = { rounds: 2, measuredBlocks: 6, warmUpBlocks: 5, seed: 7 };
    const race = await storeFinishedRace(store, hardware, 3, (runIds) => scriptedFacts({ runIds, ...script }));
    const read = async () => ({
      events: (await eventsAfter(dataSource.manager, race.id, 0)).map(({ sequence, at, content }) => [
        sequence,
        at,
        content,
      ]),
      trials: (await dataSource.getRepository(Trial).find({ order: { id: 'ASC' } })).map((trial) => ({
        ...trial,
        blocks: decodeBlocks(trial.blocks),
        warmUpBlocks: decodeBlocks(trial.warmUpBlocks),
      })),
    });
    const count = async (table: string) =>
      Number((await dataSource.query<{ n: number | string }[]>(`SELECT count(*) AS n FROM "${table}"`))[0]?.n);
    const packed = await read();
    expect(packed.events.map(([sequence]) => sequence)).toEqual(packed.events.map((_, index) => index + 1));
    expect([await count('race_event'), await count('race_history')]).toEqual([0, 1]);
    // Variable lengths, experiments, pipelines, scenarios, reports and sweeps; the one that packs trials, of which these are too few; then the one that packs events.
    for (let undone = 0; undone < 8; undone += 1) await undoLastMigration(dataSource);
    expect(await count('race_event')).toBe(packed.events.length);
    const [old] = await dataSource.query<{ blocks: string; phases: string }[]>(
      'SELECT "blocks", "phases" FROM "trial"',
    );
    expect(old?.blocks).toMatch(/^[A-Za-z0-9+/=]+$/);
    expect(JSON.parse(old?.phases ?? '')).toHaveProperty('spawnNanoseconds');
    await dataSource.runMigrations();
    expect(await read()).toEqual(packed);
  });
});
