/** Races belong to projects and to who started them: whoever has other projects finds nothing of them anywhere. */
import type { DataSource } from 'typeorm';
import { Race } from '../../src/entities/race.entity';
import { startApi, type GraphQLAnswer, type TestApi } from '../support/api';
import { describeOverDatabases } from '../support/databases';
import { storeRaces, type StoredRace } from '../support/stored-races';
import { makeToken } from '../support/tokens';

const START = 'mutation ($input: StartRaceInput!) { startRace(input: $input) { id owner project status runs { id } } }';
const CANCEL = 'mutation ($id: ID!) { cancelRace(id: $id) { id status } }';
const DELETE = 'mutation ($id: ID!) { deleteRace(id: $id) }';
const RACES = '{ races { totalCount edges { node { id project owner } } } }';
const input = { workload: 'mlp', entrants: [{ engine: 'alpha' }] };

const codeOf = ({ errors }: GraphQLAnswer) => errors?.[0]?.extensions.code;

describeOverDatabases('projects', (database) => {
  let dataSource: DataSource;
  let api: TestApi;
  let ours: StoredRace;
  let theirs: StoredRace;
  let nobodys: StoredRace;
  /** Of project vision, which is ours, of both, of everything. */
  let secrets: { vision: string; both: string; all: string; admin: string };

  beforeEach(async () => {
    dataSource = await database().open();
    api = await startApi(dataSource, { asks: true });
    [ours, theirs, nobodys] = (await storeRaces(dataSource, 3, 1)) as [StoredRace, StoredRace, StoredRace];
    const races = dataSource.getRepository(Race);
    await races.update({ id: ours.id }, { project: 'vision' });
    await races.update({ id: theirs.id }, { project: 'speech', hardwareProfileId: ours.hardwareId });
    const of = async (projects: string[] | null, scope: 'RUN' | 'ADMIN' = 'RUN') =>
      (await makeToken(dataSource, { scope, projects })).secret;
    secrets = {
      vision: await of(['vision']),
      both: await of(['vision', 'speech']),
      all: await of(null),
      admin: await of(['elsewhere'], 'ADMIN'),
    };
  });
  afterEach(() => api.stop());

  const ask = async (query: string, variables: object, secret: string) =>
    (await api.post(query, variables, secret)).answer;
  const idsOf = ({ data }: GraphQLAnswer): string[] =>
    data.races.edges.map(({ node }: { node: { id: string } }) => node.id);

  test('bound what a list shows and counts', async () => {
    const seen = async (secret: string) => {
      const answer = await ask(RACES, {}, secret);
      expect(answer.data.races.totalCount).toBe(idsOf(answer).length);
      return idsOf(answer).sort();
    };
    expect(await seen(secrets.vision)).toEqual([ours.id]);
    expect(await seen(secrets.both)).toEqual([ours.id, theirs.id].sort());
    for (const secret of [secrets.all, secrets.admin]) {
      expect(await seen(secret)).toEqual([ours.id, theirs.id, nobodys.id].sort());
    }
  });

  test('bound the races of a machine, and its pages', async () => {
    const query = `{ node(id: "${ours.hardwareId}") { ... on HardwareProfile { races { totalCount pageInfo { hasNextPage } edges { node { id } } } } } }`;
    const shown = async (secret: string) => {
      const { races } = (await ask(query, {}, secret)).data.node;
      return [races.totalCount, races.edges.length];
    };
    expect(await shown(secrets.vision)).toEqual([1, 1]);
    expect(await shown(secrets.both)).toEqual([2, 2]);
  });

  test('are a filter, which opens nothing', async () => {
    const filtered = '($p: ID!) { races(filter: { project: $p }) { edges { node { id } } } }';
    expect(idsOf(await ask(`query ${filtered}`, { p: 'speech' }, secrets.both))).toEqual([theirs.id]);
    expect(idsOf(await ask(`query ${filtered}`, { p: 'speech' }, secrets.vision))).toEqual([]);
    expect((await ask(`query ${filtered}`, { p: 'No Such' }, secrets.vision)).errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'filter.project',
    });
  });

  test('hide a race, its runs and its trials from every question by id, as if they were not there', async () => {
    const [run] = theirs.runIds;
    const [trial] = theirs.trialIds;
    const questions: [string, string][] = [
      ['race', `{ race(id: "${theirs.id}") { id } }`],
      ['run', `{ run(id: "${run}") { id } }`],
      ['node', `{ node(id: "${theirs.id}") { id } }`],
      ['node', `{ node(id: "${run}") { id } }`],
      ['node', `{ node(id: "${trial}") { id } }`],
    ];
    for (const [field, query] of questions) {
      expect((await ask(query, {}, secrets.both)).data[field].id).toEqual(expect.any(String));
      expect(await ask(query, {}, secrets.vision)).toEqual({ data: { [field]: null } });
      expect(await api.send(query, {}, secrets.vision)).toEqual({ data: { [field]: null } });
    }
  });

  test('hide it from what analyses stored blocks', async () => {
    const [their] = theirs.runIds;
    const [our] = ours.runIds;
    const questions = [
      `{ reanalyse(raceId: "${theirs.id}") { verdict } }`,
      `{ comparison(baseline: "${our}", candidate: "${their}") { verdict } }`,
      `{ comparison(baseline: "${their}", candidate: "${theirs.runIds[1]}") { verdict } }`,
    ];
    for (const query of questions) {
      expect(codeOf(await ask(query, {}, secrets.vision))).toBe('NOT_FOUND');
      expect(codeOf(await ask(query, {}, secrets.both))).not.toBe('NOT_FOUND');
    }
  });

  test('hide its events', async () => {
    const query = `subscription { raceEvents(raceId: "${theirs.id}") { sequence } }`;
    expect(codeOf(await api.send(query, {}, secrets.vision))).toBe('NOT_FOUND');
  });

  test('hide it from cancelling and deleting, which leave it as it is', async () => {
    for (const mutation of [CANCEL, DELETE]) {
      expect(codeOf(await ask(mutation, { id: theirs.id }, secrets.vision))).toBe('NOT_FOUND');
    }
    expect(await dataSource.getRepository(Race).existsBy({ id: theirs.id })).toBe(true);
  });

  test('of a new race: the only one of the credentials, the one that is named, or none', async () => {
    const started = async (secret: string, project?: string) => {
      const answer = await ask(START, { input: { ...input, ...(project !== undefined && { project }) } }, secret);
      return answer.errors ? answer.errors[0]?.extensions : answer.data.startRace.project;
    };
    expect(await started(secrets.vision)).toBe('vision');
    expect(await started(secrets.both)).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.project' });
    expect(await started(secrets.both, 'speech')).toBe('speech');
    expect(await started(secrets.vision, 'speech')).toMatchObject({ code: 'FORBIDDEN', field: 'input.project' });
    expect(await started(secrets.all)).toBeNull();
    expect(await started(secrets.all, 'Not One')).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.project' });
  });

  test("a race is its starter's: another may cancel it within the project, and only an admin deletes it", async () => {
    const { token, secret } = await makeToken(dataSource, { scope: 'RUN', projects: ['vision'] });
    const race = (await ask(START, { input }, secret)).data.startRace;
    expect(race).toMatchObject({ owner: token.id, project: 'vision', status: 'QUEUED' });
    expect((await ask(CANCEL, { id: race.id }, secrets.vision)).data.cancelRace.status).toBe('CANCELLED');
    expect(codeOf(await ask(DELETE, { id: race.id }, secrets.vision))).toBe('FORBIDDEN');
    expect((await ask(DELETE, { id: race.id }, secret)).data.deleteRace).toBe(race.id);
    expect((await ask(DELETE, { id: theirs.id }, secrets.admin)).data.deleteRace).toBe(theirs.id);
  });

  test("an idempotency key is its owner's own", async () => {
    const keyed = { input: { ...input, project: 'vision', idempotencyKey: 'nightly' } };
    const idFor = async (secret: string) => (await ask(START, keyed, secret)).data.startRace.id as string;
    const [first, second] = [await idFor(secrets.vision), await idFor(secrets.both)];
    expect(second).not.toBe(first);
    expect(await idFor(secrets.vision)).toBe(first);
    expect(await idFor(secrets.both)).toBe(second);
  });

  test('a subject with no project at all sees nothing and starts nothing', async () => {
    await api.stop();
    const subject = { kind: 'subject', subject: 'ada', scope: 'RUN', projects: [], expiresAt: null } as const;
    api = await startApi(dataSource, { asks: true, verifyJwt: async () => subject });
    expect((await ask(RACES, {}, 'a.b.c')).data.races).toEqual({ totalCount: 0, edges: [] });
    expect((await ask(`{ race(id: "${nobodys.id}") { id } }`, {}, 'a.b.c')).data.race).toBeNull();
    expect(codeOf(await ask(START, { input }, 'a.b.c'))).toBe('BAD_USER_INPUT');
  });
});
