/** The number of SQL statements must not grow with the number of rows. */
import type { Logger } from 'typeorm';
import { startApi } from '../support/api';
import { describeOverDatabases } from '../support/databases';
import { storeRaces } from '../support/stored-races';

const RACE = `id label verdict environmentGrade selfCheck { verdict } workload { id layers { kind } }
  hardware { id cpuModel races(first: 3) { totalCount edges { node { id } } } }
  runs { id label engine { id name } variant { id } secondsPerIteration { value low high } itemsPerSecond { value }
    race { id } trials(first: 2) { totalCount edges { node { round blockSeconds shape } } } }
  standings { tier run { id label } }
  comparisons { baseline { label engine { id } } candidate { label } ratio { value } verdict sentence }
  warnings { run { id } }`;

describeOverDatabases('statements', (database) => {
  test('fifty races with runs, engines, machines, comparisons and trials cost as many as five', async () => {
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
});
