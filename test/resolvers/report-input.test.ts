import { Race } from '../../src/entities/race.entity';
import { startApi } from '../support/api';
import { stock } from '../support/article-engines';
import { describeOverSqlite } from '../support/databases';

const START = 'mutation ($input: StartReportInput!) { startReport(input: $input) { id } }';
const RNN = { engines: ['pytorch', 'tensorflow'], claims: ['rnn-speed'], effort: 'QUICK' };

describeOverSqlite('wrong input for a report', (database) => {
  const WRONG: readonly [what: string, field: string, input: object, code?: string][] = [
    ['no engine', 'input.engines', { ...RNN, engines: [] }],
    ['an unknown engine', 'input.engines[1]', { ...RNN, engines: ['pytorch', 'x'] }],
    ['an engine twice', 'input.engines[1]', { ...RNN, engines: ['pytorch', 'pytorch'] }],
    ['no claim', 'input.claims', { ...RNN, claims: [] }],
    ['an unknown claim', 'input.claims[0]', { ...RNN, claims: ['x'] }],
    ['nothing to race', 'input.engines', { ...RNN, engines: ['keras'] }],
    ['a budget of nothing', 'input.raceBudgetSeconds', { ...RNN, raceBudgetSeconds: 0 }],
    ['a blank key', 'input.idempotencyKey', { ...RNN, idempotencyKey: ' ' }],
    ['a label with a bell', 'input.label', { ...RNN, label: '\u0007' }],
  ];

  test('is refused where it stands, with what to do instead, and starts nothing', async () => {
    const dataSource = await database().open();
    const api = await startApi(dataSource, { stock });
    try {
      const refused: unknown[] = [];
      for (const [what, , input] of WRONG) {
        const { errors } = (await api.post(START, { input })).answer;
        const { code, field, advice } = errors?.[0]?.extensions ?? {};
        refused.push([what, code, field, (advice ?? '').length > 0]);
      }
      expect(refused).toEqual(WRONG.map(([what, field]) => [what, 'BAD_USER_INPUT', field, true]));
      expect(await dataSource.getRepository(Race).count()).toBe(0);
    } finally {
      await api.stop();
    }
  });
});
