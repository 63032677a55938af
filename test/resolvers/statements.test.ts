/** The number of SQL statements must not grow with the number of rows. */
import type { DataSource, Logger } from 'typeorm';
import { newId } from '../../src/entities/ids';
import { SweepPoint } from '../../src/entities/sweep-point.entity';
import { Sweep } from '../../src/entities/sweep.entity';
import { startApi } from '../support/api';
import { describeOverDatabases } from '../support/databases';
import { storeRaces, type StoredRace } from '../support/stored-races';
import { MOMENT } from '../entities/fixtures';

const RACE = `id label verdict environmentGrade selfCheck { verdict } workload { id layers { kind } }
  hardware { id cpuModel races(first: 3) { totalCount edges { node { id } } } }
  runs { id label engine { id name } variant { id } secondsPerIteration { value low high } itemsPerSecond { value }
    race { id } trials(first: 2) { totalCount edges { node { round blockSeconds shape } } } }
  standings { tier run { id label } }
  comparisons { baseline { label engine { id } } candidate { label } ratio { value } verdict sentence }
  warnings { run { id } }`;

const SWEEP = `id status racesEnded verdict points { value race { id verdict } } crossovers { sentence }
  curves { label points { value run { id secondsPerIteration { value low high } } } }`;

/** Each over so many of the races, in turn. */
async function storeSweeps(database: DataSource, count: number, races: readonly StoredRace[]): Promise<void> {
  const points = races.length / count;
  for (let index = 0; index < count; index++) {
    const id = newId('sweep');
    const nobodys = { owner: null, project: null, idempotencyKey: null };
    await database
      .getRepository(Sweep)
      .insert({ id, label: null, ...nobodys, over: 'THREADS', parameter: null, createdAt: MOMENT + index });
    await database.getRepository(SweepPoint).insert(
      races.slice(index * points, (index + 1) * points).map((race, position) => ({
        ...{ sweepId: id, position, value: position + 1, raceId: race.id },
      })),
    );
  }
}

/** What is asked of a database that is opened with the logger. */
function watched() {
  const statements: string[] = [];
  const ignore = () => undefined;
  const logger: Logger = {
    logQuery: (query) => void statements.push(query),
    logQueryError: ignore,
    logQuerySlow: ignore,
    logSchemaBuild: ignore,
    logMigration: ignore,
    log: ignore,
  };
  return { statements, logger };
}

describeOverDatabases('statements', (database) => {
  test('fifty races with runs, engines, machines, comparisons and trials cost as many as five', async () => {
    const { statements, logger } = watched();
    const dataSource = await database().open({ logger });
    const api = await startApi(dataSource);
    try {
      await storeRaces(dataSource, 50, 3);
      const count = async (first: number) => {
        statements.length = 0;
        const { answer } = await api.post(`{ races(first: ${first}) { totalCount edges { node { ${RACE} } } } }`);
        expect(answer.errors).toBeUndefined();
        expect(answer.data.races.edges).toHaveLength(first);
        expect(answer.data.races.edges[0].node.runs[0].trials.edges).toHaveLength(2);
        return statements.length;
      };
      const five = await count(5);
      expect(await count(50)).toBe(five);
      expect(five).toBeLessThanOrEqual(11);
      expect(five).toBeGreaterThan(3);
    } finally {
      await api.stop();
    }
  });

  test('ten sweeps with races, curves and crossovers cost as many as two', async () => {
    const { statements, logger } = watched();
    const dataSource = await database().open({ logger });
    const api = await startApi(dataSource);
    try {
      await storeSweeps(dataSource, 10, await storeRaces(dataSource, 30, 1));
      const count = async (first: number) => {
        statements.length = 0;
        const { answer } = await api.post(`{ sweeps(first: ${first}) { edges { node { ${SWEEP} } } } }`);
        expect(answer.errors).toBeUndefined();
        expect(answer.data.sweeps.edges).toHaveLength(first);
        expect(answer.data.sweeps.edges[0].node).toMatchObject({
          ...{
            racesEnded: 3,
            verdict: 'Fastest by threads: Fast at 1 to 3. The values were measured on 3 different machines.',
          },
          curves: [{ label: 'Fast', points: [1, 2, 3].map((value) => ({ value, run: expect.anything() })) }, {}],
        });
        return statements.length;
      };
      const two = await count(2);
      expect(await count(10)).toBe(two);
      expect(two).toBeLessThanOrEqual(5);
    } finally {
      await api.stop();
    }
  });
});
