/** Trials of a race that goes on, and of the same race once it has ended and they are packed. */
import { scriptedFacts } from '../../bench/api/scripted-race';
import { newRace, newRuns } from '../../bench/api/store-race';
import { undoLastMigration } from '../../src/data-source';
import { RunHistory } from '../../src/entities/run-history.entity';
import type { StoredTrial } from '../../src/entities/stored-trial';
import { Trial } from '../../src/entities/trial.entity';
import { HardwareRegistry } from '../../src/hardware/hardware-registry';
import { RaceChanges } from '../../src/racing/race-changes';
import { RaceEvents } from '../../src/racing/race-events';
import type { MeasuredTrial } from '../../src/racing/race-fact';
import { RaceReader } from '../../src/racing/race-reader';
import { RaceStore } from '../../src/racing/race-store';
import { packTrialsOfRace, trialIdOf, trialsOf } from '../../src/racing/stored-trials';
import { describeOverDatabases } from '../support/databases';
import { asPackedBlock } from './support';

const ENDING = { status: 'FINISHED', verdict: 'done', warnings: [], failure: null } as const;
const [ENTRANTS, ROUNDS] = [3, 24];

/** With every kind of fact that a trial may have. */
function withEverything(trial: MeasuredTrial): MeasuredTrial {
  const { round } = trial;
  return {
    ...trial,
    iterationNanoseconds: [1e6, 2e6 + round, 3e6],
    clockHertz: 2.5e9 + round,
    gpu: { smClockHertz: 1.5e9, temperatureCelsius: 40 + round, clockReasons: ['HW_SLOWDOWN'], foreignProcesses: null },
    energy: {
      ...{ covers: '1 package', grossJoules: 12.5 + round, idleWatts: 3.25, seconds: 10 },
      ...{ blockSeconds: 9.5, iterations: 100, items: 6400 },
    },
    tags: ['EXCLUSIVE', ...(round % 5 === 0 ? ['NOT_STEADY'] : [])],
    peakDeviceBytes: 5e9 + round,
    blocks: trial.blocks.map((block) => ({ ...block, deviceNanoseconds: block.elapsedNanoseconds - 1000 })),
  };
}

const asPacked = (trial: StoredTrial) => ({
  ...trial,
  blocks: trial.blocks.map(asPackedBlock),
  warmUpBlocks: trial.warmUpBlocks.map(asPackedBlock),
});

describeOverDatabases('the trials of a race', (testDatabase) => {
  async function setUp(rounds = ROUNDS) {
    const database = await testDatabase().open();
    const store = new RaceStore(database, new RaceEvents(database));
    const race = newRace({ metric: 'TIME_TO_FIRST_RESULT' });
    const runs = newRuns(race, ENTRANTS);
    await store.create(race, runs, 10);
    await store.begin(race.id, (await new HardwareRegistry(database).current()).id);
    const runIds = runs.map(({ id }) => id);
    const script = { runIds, rounds, measuredBlocks: 5, warmUpBlocks: 6, seed: 5 };
    for (const fact of scriptedFacts(script)) {
      if (fact.kind === 'trial') await store.record(race.id, { ...fact, trial: withEverything(fact.trial) });
    }
    const reader = new RaceReader(database);
    const everything = async () => {
      const of = async (after: number | null, first = 10) => {
        const position = after === null ? null : { order: after, id: trialIdOf(runIds[1]!, after) };
        const pages = await reader.trialPagesOfRuns(runIds, { first, after: position });
        return Promise.all(
          pages.map(async ({ rows, hasNextPage, hasPreviousPage, totalCount }) => ({
            ...{ rows: rows.map(asPacked), hasNextPage },
            ...{ before: await hasPreviousPage(), total: await totalCount() },
          })),
        );
      };
      return {
        pages: [await of(null), await of(10), await of(rounds - 1), await of(rounds), await of(null, 1000)],
        byId: (await reader.trials([trialIdOf(runIds[2]!, 7), trialIdOf(runIds[0]!, rounds + 1), 'trial_unknown'])).map(
          (trial) => trial && asPacked(trial),
        ),
        peaks: await reader.memoryPeaksOfRuns(runIds),
        hostBound: await reader.hostBoundSharesOfRuns(runIds),
        starts: await reader.coldStartsOfRuns(runIds),
        latencies: await reader.latenciesOfRuns(runIds),
        environments: await reader.environmentsOfRaces([race.id]),
      };
    };
    const stored = async () => [
      await database.getRepository(Trial).count(),
      await database.getRepository(RunHistory).count(),
    ];
    return { database, store, reader, race, runIds, everything, stored };
  }

  test('are read the same when they are packed, and when that is undone', async () => {
    const { database, store, race, everything, stored } = await setUp();
    const before = await everything();
    expect(before.byId.map((trial) => trial?.round)).toEqual([7, undefined, undefined]);
    expect(before.pages.map(([, page]) => page?.rows.length)).toEqual([10, 10, 1, 0, ROUNDS]);
    expect(await stored()).toEqual([ROUNDS * ENTRANTS, 0]);
    await store.end(race.id, ENDING);
    await store.settled();
    expect(await stored()).toEqual([0, ENTRANTS]);
    expect(await everything()).toEqual(before);
    // Variable lengths, experiments, pipelines, scenarios, reports and sweeps; the one that packs trials.
    for (let undone = 0; undone < 7; undone += 1) await undoLastMigration(database);
    expect(await database.getRepository(Trial).count()).toBe(ROUNDS * ENTRANTS);
    await database.runMigrations();
    expect(await everything()).toEqual(before);
  }, 60_000);

  test('are read the same where packing was interrupted between two runs', async () => {
    const { database, everything, stored, race } = await setUp();
    const before = await everything();
    const changes = new RaceChanges(database, { notify: () => undefined });
    let runs = 0;
    const breaking: typeof changes.make = (...args) =>
      (runs += 1) > 1 ? Promise.reject(new Error('the disk is full')) : changes.make(...args);
    await expect(packTrialsOfRace({ database, make: breaking }, race.id)).rejects.toThrow('the disk is full');
    expect(await stored()).toEqual([ROUNDS * (ENTRANTS - 1), 1]);
    expect(await everything()).toEqual(before);
  }, 60_000);

  test('of others are not there for who may not see them, packed or not', async () => {
    const { store, race, runIds, reader } = await setUp();
    const id = trialIdOf(runIds[0]!, 1);
    const other = reader.within(['another']);
    expect(await other.trials([id])).toEqual([null]);
    await store.end(race.id, ENDING);
    await store.settled();
    expect(await reader.trials([id])).toMatchObject([{ id }]);
    expect(await other.trials([id])).toEqual([null]);
  }, 60_000);

  test('go with their race', async () => {
    const { store, race, stored, database } = await setUp();
    await store.end(race.id, ENDING);
    await store.settled();
    await store.remove(race.id);
    expect(await stored()).toEqual([0, 0]);
    expect(await trialsOf(database, 'raceId', [race.id], ['blocks'])).toEqual([]);
  }, 60_000);

  test('stay rows where they are few, or where clients know them by other ids', async () => {
    const few = await setUp(4);
    await few.store.end(few.race.id, ENDING);
    await few.store.settled();
    expect(await few.stored()).toEqual([4 * ENTRANTS, 0]);
    const known = await setUp();
    await known.database.getRepository(Trial).update({ runId: known.runIds[0]!, round: 1 }, { id: 'trial_of_before' });
    const before = await known.reader.trials(['trial_of_before']);
    await known.store.end(known.race.id, ENDING);
    await known.store.settled();
    expect(await known.reader.trials(['trial_of_before'])).toEqual(before);
    expect((await known.stored())[1]).toBe(0);
  }, 60_000);
});
