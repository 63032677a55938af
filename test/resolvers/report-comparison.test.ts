/** Two reports beside each other, through the API. */
import type { DataSource } from 'typeorm';
import { newId } from '../../src/entities/ids';
import { stock } from '../support/article-engines';
import { startApi, type Anything, type TestApi } from '../support/api';
import { describeOverDatabases } from '../support/databases';
import { endRace } from '../support/ended-race';

const START = 'mutation ($input: StartReportInput!) { startReport(input: $input) { id races { id } } }';
const COMPARE = `query ($baseline: ID!, $candidate: ID!) { reportComparison(baseline: $baseline, candidate: $candidate) {
  baseline { id } candidate { id } sentence differences markdown
  claims { id baseline candidate agree sentence effects { name baseline { value } candidate { value } change { value low high confidence } differs missing } } } }`;

const RNN = { engines: ['pytorch', 'tensorflow'], claims: ['rnn-speed'], effort: 'QUICK' };

describeOverDatabases('two reports', (database) => {
  let dataSource: DataSource;
  let api: TestApi;
  beforeEach(async () => {
    dataSource = await database().open();
    api = await startApi(dataSource, { stock });
  });
  afterEach(() => api.stop());

  /** All of its races ended: the entrant at this place was twice as fast. */
  const measured = async (fastest: 0 | 1, input: object = RNN): Promise<string> => {
    const { id, races } = (await api.post(START, { input })).answer.data.startReport;
    for (const race of races) await endRace(dataSource, race.id, fastest);
    return id;
  };
  const compare = async (baseline: string, candidate: string): Promise<Anything> =>
    (await api.post(COMPARE, { baseline, candidate })).answer;

  test('are compared case by case', async () => {
    const [first, second] = [await measured(0), await measured(1)];
    const { data, errors } = await compare(first, second);
    expect(errors).toBeUndefined();
    const { baseline, candidate, claims, sentence, differences, markdown } = data.reportComparison;
    expect([baseline.id, candidate.id]).toEqual([first, second]);
    expect(claims).toHaveLength(1);
    expect(claims[0]).toMatchObject({
      id: 'rnn-speed',
      baseline: 'SUPPORTED',
      candidate: 'CONTRADICTED',
      agree: false,
    });
    expect(claims[0].sentence).toMatch(
      /^Supported in the first, contradicted in the second\. Of 12 cases 12 changed \(rnn, inference: PyTorch 2\.0\d* times as fast, then 0\.50/,
    );
    expect(claims[0].effects[0]).toMatchObject({
      ...{ name: 'rnn, inference', baseline: { value: 2 }, candidate: { value: 0.5 }, differs: true, missing: null },
      change: { value: 0.25, confidence: expect.closeTo(0.9, 9) },
    });
    expect(sentence).toMatch(/^Of 1 claim 1 otherwise\. /);
    expect(differences).toEqual([]);
    expect(markdown).toContain('# Two reports, compared');
  });

  test('need not have asked for the same, nor be whole', async () => {
    const first = await measured(0);
    const { id: second } = (await api.post(START, { input: { ...RNN, claims: ['rnn-speed', 'no-great-difference'] } }))
      .answer.data.startReport;
    const { claims } = (await compare(first, second)).data.reportComparison;
    expect(claims.map(({ id, agree }: Anything) => [id, agree])).toEqual([
      ['rnn-speed', null],
      ['no-great-difference', null],
    ]);
    expect(claims[0].effects[0]).toMatchObject({
      ...{ change: null, differs: null },
      missing: 'in the second report it was not measured (not yet)',
    });
    expect(claims[1].sentence).toBe('Asked for in the second report alone.');
  });

  test('that are not there, or are one, are refused at the field', async () => {
    const id = await measured(0);
    const refused = async (baseline: string, candidate: string) =>
      (await compare(baseline, candidate)).errors?.[0]?.extensions;
    expect(await refused(id, newId('report'))).toMatchObject({ code: 'NOT_FOUND', field: 'candidate' });
    expect(await refused(newId('report'), id)).toMatchObject({ code: 'NOT_FOUND', field: 'baseline' });
    expect(await refused('race_1', id)).toMatchObject({ code: 'BAD_USER_INPUT', field: 'baseline' });
    expect(await refused(id, id)).toMatchObject({
      ...{ code: 'BAD_USER_INPUT', field: 'candidate' },
      advice: 'Give the id of another report.',
    });
  });
});
