/** Reports through the API: declared before they are measured, judged by what is there, bounded as races are. */
import type { DataSource } from 'typeorm';
import { newId } from '../../src/entities/ids';
import { Race } from '../../src/entities/race.entity';
import { Report } from '../../src/entities/report.entity';
import { ReportRace } from '../../src/entities/report-race.entity';
import { Run } from '../../src/entities/run.entity';
import { stock } from '../support/article-engines';
import { endRace } from '../support/ended-race';
import { LocalBus } from '../../src/fleet/bus';
import { ReportEvents } from '../../src/racing/report-events';
import { startApi, type Anything, type TestApi } from '../support/api';
import { describeOverDatabases } from '../support/databases';
import { makeToken } from '../support/tokens';

const CLAIMS = `claims { id statement verdict sentence notMeasured races { id }
  parts { name rule supportedFrom contradictedUpTo verdict sentence timesAsFast { value } }
  effects { name subject other timesAsFast { value low high } stance missing race { id } } }`;
const START = `mutation ($input: StartReportInput!) { startReport(input: $input) { id kind label effort engines status
  racesEnded racesTotal progress estimatedSecondsLeft hardware { id } url races { id workload { id } task threads batchSize budgetSeconds label }
  ${CLAIMS} } }`;
const READ = `query ($id: ID!) { report(id: $id) { status racesEnded racesTotal progress estimatedSecondsLeft races { id } ${CLAIMS} } }`;
const CANCEL = 'mutation ($id: ID!) { cancelReport(id: $id) { id status racesEnded } }';
const DELETE = 'mutation ($id: ID!) { deleteReport(id: $id) }';
const PAGE = '{ reports(first: 2) { totalCount edges { node { id label } } pageInfo { endCursor hasNextPage } } }';

const RNN = { engines: ['pytorch', 'tensorflow'], claims: ['rnn-speed'], effort: 'QUICK' };

describeOverDatabases('reports', (database) => {
  let dataSource: DataSource;
  let api: TestApi;
  beforeEach(async () => {
    dataSource = await database().open();
    api = await startApi(dataSource, { stock });
  });
  afterEach(() => api.stop());

  const started = async (input: object): Promise<Anything> => {
    const { answer } = await api.post(START, { input });
    expect(answer.errors).toBeUndefined();
    return answer.data.startReport;
  };
  const read = async (id: string): Promise<Anything> => (await api.post(READ, { id })).answer.data.report;

  test('put the races of their claims into the queue, each once, and declare the rules', async () => {
    const report = await started({ label: 'ours' });
    expect(report).toMatchObject({
      ...{ kind: 'FRAMEWORK_SPEED_COMPARISON', label: 'ours', effort: 'STANDARD', url: `/reports/${report.id}` },
      ...{ engines: ['pytorch', 'tensorflow', 'keras'], status: 'QUEUED', racesEnded: 0, progress: 0, hardware: [] },
    });
    expect(report.claims.map(({ id }: Anything) => id)).toEqual([
      ...['rnn-speed', 'experimentation', 'keras-overhead', 'no-great-difference', 'bottlenecks-elsewhere'],
    ]);
    for (const claim of report.claims) {
      expect(claim.verdict).toBe('NOT_ENOUGH_DATA');
      expect(claim.effects.every(({ stance }: Anything) => stance === 'UNDECIDED')).toBe(true);
    }
    const rows = await dataSource.getRepository(ReportRace).find({ order: { position: 'ASC' } });
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
    expect(report.races.map(({ id }: Anything) => id)).toEqual(rows.map(({ raceId }) => raceId));
    expect(report.racesTotal).toBe(rows.length);
    const budgets = report.races.map(({ budgetSeconds }: Anything) => budgetSeconds);
    // Of the one that serves, which looks for a rate, and of the one through input pipelines, in which three things are timed.
    expect(budgets.filter((seconds: number) => seconds !== 600)).toEqual([1980, 1800]);
    expect(report.estimatedSecondsLeft).toBe((rows.length - 2) * 600 + 1980 + 1800);
  });

  test('are judged by the races that have ended, and by the rules that were declared', async () => {
    const { id, races } = await started(RNN);
    // Ten of the suite, and one for each way to batch sequences of different lengths.
    expect(races).toHaveLength(12);
    const inference = races.filter(({ task }: Anything) => task === 'INFERENCE');
    const training = races.filter(({ task }: Anything) => task === 'TRAINING');
    for (const race of inference) await endRace(dataSource, race.id, 0);
    const half = await read(id);
    expect(half).toMatchObject({ status: 'RUNNING', racesEnded: 6, racesTotal: 12 });
    expect(half.claims[0].parts.map(({ verdict }: Anything) => verdict)).toEqual([
      ...['SUPPORTED', 'NOT_ENOUGH_DATA', 'NOT_ENOUGH_DATA'],
    ]);
    expect(half.claims[0].verdict).toBe('NOT_ENOUGH_DATA');
    for (const race of training) await endRace(dataSource, race.id, 1);
    const [claim] = (await read(id)).claims;
    expect(claim.verdict).toBe('DEPENDS');
    expect(claim.sentence).toBe(
      'It depends. Inference of recurrent networks: PyTorch is faster than TensorFlow in 5 of 5; on average PyTorch is ' +
        '2.000 times as fast, 95 % CI 1.955 to 2.044. Training of recurrent networks: TensorFlow is faster than PyTorch in 5 of 5; on ' +
        'average PyTorch is 0.500 times as fast, 95 % CI 0.489 to 0.512. Sequences of different lengths: PyTorch is faster than TensorFlow ' +
        'in 1 (lstm, inference, one by one), TensorFlow is faster in 1 (lstm, training, in buckets) of 2; on average PyTorch is 1.000 times ' +
        'as fast, 95 % CI 0.965 to 1.036. Not measured: packed sequences, which TensorFlow has no form of.',
    );
    expect(claim.effects[0]).toEqual({
      ...{ name: 'rnn, inference', subject: 'PyTorch', other: 'TensorFlow', stance: 'SUPPORTS', missing: null },
      timesAsFast: { value: 2, low: expect.closeTo(1.9, 12), high: 2.1 },
      race: { id: inference[0].id },
    });
    // A stricter rule of a later version does not reach back.
    const stored = await dataSource.getRepository(Report).findOneByOrFail({ id });
    const stricter = stored.claims.map((each) => ({
      ...each,
      parts: each.parts.map((part) => ({ ...part, supportedFrom: 1.1, contradictedUpTo: 0 })),
    }));
    await dataSource.getRepository(Report).update({ id }, { claims: stricter });
    expect((await read(id)).claims[0].parts.map(({ verdict }: Anything) => verdict)).toEqual([
      ...['DEPENDS', 'CONTRADICTED', 'DEPENDS'],
    ]);
  });

  test('say which engine is missing where it matters', async () => {
    const [claim] = (await started({ ...RNN, engines: ['pytorch'] })).claims;
    expect(claim.verdict).toBe('NOT_ENOUGH_DATA');
    expect(claim.sentence).toContain('TensorFlow was not among the engines');
    const { id, races } = await started({ ...RNN, claims: ['experimentation'] });
    await dataSource.getRepository(Race).delete({ id: races[0].id });
    const [again] = (await read(id)).claims;
    expect(again.effects[0]).toMatchObject({ missing: 'a race of it was not run or is deleted', race: null });
  });

  test('say why an entrant has no result, as its run does', async () => {
    const { id, races } = await started(RNN);
    const failure = { phase: 'build', code: 'CRASHED', message: 'It crashed.', advice: null, logTail: null };
    const [first] = await dataSource.getRepository(Run).find({ where: { raceId: races[0].id, engine: 'pytorch' } });
    await dataSource.getRepository(Run).update({ id: first?.id ?? '' }, { status: 'FAILED', failure });
    await dataSource.getRepository(Race).update({ id: races[0].id }, { status: 'FINISHED' });
    const [claim] = (await read(id)).claims;
    expect(claim.effects[0]).toMatchObject({ stance: 'UNDECIDED', missing: 'PyTorch: It crashed.' });
    expect(claim.sentence).toContain('PyTorch: It crashed.');
  });

  test('of the same key are one report, also when they come at the same moment', async () => {
    const keyed = { ...RNN, idempotencyKey: 'once' };
    const both = await Promise.all([started(keyed), started(keyed)]);
    expect(both[0].id).toBe(both[1].id);
    expect(await dataSource.getRepository(Race).count()).toBe(12);
  });

  test('are cancelled and keep what was measured, and are deleted with their races', async () => {
    const { id, races } = await started(RNN);
    await endRace(dataSource, races[0].id, 0);
    const cancelled = { data: { cancelReport: { id, status: 'CANCELLED', racesEnded: 12 } } };
    expect((await api.post(CANCEL, { id })).answer).toEqual(cancelled);
    const kept = await read(id);
    expect(kept).toMatchObject({ progress: 1, estimatedSecondsLeft: null });
    expect(kept.claims[0].effects[0].stance).toBe('SUPPORTS');
    expect(kept.claims[0].sentence).toContain('its race was cancelled');
    expect((await api.post(DELETE, { id })).answer).toEqual({ data: { deleteReport: id } });
    for (const entity of [Race, Report, ReportRace]) expect(await dataSource.getRepository(entity).count()).toBe(0);
    for (const mutation of [CANCEL, DELETE]) {
      expect((await api.post(mutation, { id })).answer.errors?.[0]?.extensions).toMatchObject({
        ...{ code: 'NOT_FOUND', field: 'id' },
      });
    }
  });

  test('tell of each race that has ended once and in order, to whoever comes when', async () => {
    const { id, races } = await started({ ...RNN, claims: ['experimentation'] });
    const leaving = new AbortController();
    const bus = new LocalBus();
    const follow = (after: number) => new ReportEvents(dataSource, bus).follow(id, after, leaving.signal);
    const early = collect(follow(0));
    await endRace(dataSource, races[2].id, 0, 20);
    await endRace(dataSource, races[1].id, 0, 10);
    bus.publish({ kind: 'race', raceId: races[1].id });
    while (early.seen.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    const late = collect(follow(1));
    await endRace(dataSource, races[0].id, 0, 5);
    for (const gone of races.slice(3)) await dataSource.getRepository(Race).delete({ id: gone.id });
    bus.publish({ kind: 'race', raceId: races[0].id });
    await Promise.all([early.over, late.over]);
    // What was told of once keeps its number, though the one that was told of last began before it.
    const expected = [
      { sequence: 1, raceId: races[1].id, isLast: false },
      { sequence: 2, raceId: races[2].id, isLast: false },
      { sequence: 3, raceId: races[0].id, isLast: true },
    ];
    expect(early.seen).toMatchObject(expected);
    expect(late.seen).toMatchObject(expected.slice(1));
    const stopped = collect(follow(3));
    await stopped.over;
    expect(stopped.seen).toEqual([]);
  });

  test('are listed newest first, page by page, and found by id alone', async () => {
    for (const label of ['first', 'second', 'third']) await started({ ...RNN, label });
    const { reports } = (await api.post(PAGE)).answer.data;
    expect(reports.totalCount).toBe(3);
    expect(reports.edges.map(({ node }: Anything) => node.label)).toEqual(['third', 'second']);
    const rest = PAGE.replace('first: 2', `first: 2, after: "${reports.pageInfo.endCursor}"`);
    expect((await api.post(rest)).answer.data.reports.edges).toMatchObject([{ node: { label: 'first' } }]);
    const { id } = reports.edges[0].node;
    const node = `{ node(id: "${id}") { __typename id ... on Report { status } } }`;
    expect((await api.post(node)).answer.data).toEqual({ node: { __typename: 'Report', id, status: 'QUEUED' } });
    expect((await api.post(READ, { id: newId('report') })).answer.data).toEqual({ report: null });
  });

  test('of other projects do not exist', async () => {
    await api.stop();
    api = await startApi(dataSource, { asks: true, stock });
    const of = async (project: string) => (await makeToken(dataSource, { scope: 'RUN', projects: [project] })).secret;
    const [ours, theirs] = [await of('vision'), await of('speech')];
    const { answer } = await api.post(START, { input: RNN }, ours);
    const { id } = answer.data.startReport;
    const seen = async (secret: string) => (await api.post(PAGE, {}, secret)).answer.data.reports.totalCount;
    expect([await seen(ours), await seen(theirs)]).toEqual([1, 0]);
    expect((await api.post(READ, { id }, theirs)).answer.data).toEqual({ report: null });
    for (const mutation of [CANCEL, DELETE]) {
      expect((await api.post(mutation, { id }, theirs)).answer.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    }
    expect((await api.post(DELETE, { id }, await of('vision'))).answer.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await api.post(DELETE, { id }, ours)).answer.data).toEqual({ deleteReport: id });
  });
});

interface Collected {
  readonly seen: unknown[];
  readonly over: Promise<void>;
}

function collect(events: AsyncIterable<unknown>): Collected {
  const seen: unknown[] = [];
  const read = async () => {
    for await (const event of events) seen.push(event);
  };
  return { seen, over: read() };
}
