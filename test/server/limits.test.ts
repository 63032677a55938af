/** Each limit on HTTP and on WebSocket alike. */
import type { GraphQLAnswer, TestApi } from '../support/api';
import { parse } from 'graphql';
import { KnownDocuments } from '../../src/server/known-documents';
import { startApi } from '../support/api';
import { describeOverSqlite } from '../support/databases';
import { storeRaces } from '../support/stored-races';

const aliases = (count: number) =>
  `{ ${Array.from({ length: count }, (_, index) => `a${index}: engines { id }`).join(' ')} }`;
/** `race { runs { race { runs … { id } } } }`, with so many selections in each other. */
const nested = (depth: number) => {
  const names = Array.from({ length: depth - 2 }, (_, index) => (index % 2 === 0 ? 'race' : 'runs'));
  return names.reduceRight((inner, name) => `${name} { ${inner} }`, 'id');
};
const deep = (depth: number) =>
  `{ __type(name: "Race") ${'{ ofType '.repeat(depth - 2)} { name } ${'}'.repeat(depth - 2)} }`;

const RICH = `id label status verdict metric effort createdAt parameters { name value } workload { id name } hardware { id cpuModel }
  runs { id label status engine { id name version } variant { id } device { kind name } parity { passed error tolerance }
    secondsPerIteration { value low high } itemsPerSecond { value low high } settings { name value } }
  standings { tier run { label } }
  comparisons { baseline { label } candidate { label } ratio { value low high } verdict clear sentence } warnings { code message }`;

const doubling = (count: number) =>
  `{ ...f0 } ${Array.from({ length: count }, (_, index) => `fragment f${index} on Race { runs { ...f${index + 1} } race: runs { ...f${index + 1} } }`).join(' ')} fragment f${count} on Race { id }`;
const schemaRead = (times: number) => {
  const types = Array.from({ length: times }, (_, index) => `t${index}: types { ...t }`).join(' ');
  return `{ __schema { ${types} } } fragment t on __Type { fields { args { ...v } type { ...r } } inputFields { ...v } }
    fragment v on __InputValue { name description type { ...r } }
    fragment r on __Type { kind name ofType { kind name ofType { kind name description } } }`;
};

type Case = readonly [name: string, query: string, variables?: object];
const named = (cases: readonly Case[]) => cases.map(([name, query, variables]) => ({ name, query, variables }));

const ALLOWED: readonly Case[] = [
  [
    'fifty races with all that a list shows',
    `{ races(first: 50) { totalCount pageInfo { endCursor } edges { node { ${RICH} } } } }`,
  ],
  [
    'the same by a variable',
    `query ($n: Int) { races(first: $n) { edges { node { id runs { id label engine { name } } } } } }`,
    { n: 50 },
  ],
  [
    'machines down to the blocks of their trials',
    '{ hardwareProfiles(first: 1) { edges { node { races(first: 1) { edges { node { runs { trials(first: 20) { edges { node { blockSeconds } } } } } } } } } } }',
  ],
  ['twenty aliases', aliases(20)],
  ['ten races with a chart of each', `{ races(first: 10) { edges { node { id chart { svg alt } } } } }`],
  ['twelve selections in each other', deep(12)],
];

const REFUSED: readonly Case[] = [
  ['thirteen selections in each other', deep(13)],
  [
    'depth hidden in fragments',
    `query { race(id: "race_${'0'.repeat(26)}") { ...a } } fragment a on Race { ${nested(12).replace('race {', 'runs { race {')} } }`,
  ],
  ['twenty-one aliases', aliases(21)],
  [
    'aliases hidden in fragments',
    `{ ...a ...b } fragment a on Query ${aliases(11)} fragment b on Query ${aliases(11).replaceAll(' a', ' b')}`,
  ],
  [
    'pages within lists within pages',
    '{ hardwareProfiles(first: 100) { edges { node { races(first: 100) { edges { node { id runs { id } } } } } } } }',
  ],
  [
    'the same by variables',
    'query ($n: Int) { hardwareProfiles(first: $n) { edges { node { races(first: $n) { edges { node { id runs { id } } } } } } } }',
    { n: 100 },
  ],
  [
    'the same by a fragment',
    '{ hardwareProfiles(first: 100) { edges { node { ...r } } } } fragment r on HardwareProfile { races(first: 100) { edges { node { id runs { id } } } } }',
  ],
  [
    'lists that lead back to themselves',
    '{ races(first: 100) { edges { node { runs { race { runs { race { runs { id } } } } } } } } }',
  ],
  ['fifty races with a chart of each', '{ races(first: 50) { edges { node { chart { svg } } } } }'],
  [
    'the same by a variable and a fragment',
    'query ($n: Int) { races(first: $n) { edges { node { ...c } } } } fragment c on Race { chart(kind: BLOCKS) { alt } }',
    { n: 50 },
  ],
  ['sweeps with a chart of each', '{ sweeps(first: 30) { edges { node { chart { svg } } } } }'],
  ['a field twenty-one times', `{ engines { ${'id '.repeat(21)} } }`],
  [
    'the same in places that are answered together',
    `{ ...a engines { ${'id '.repeat(11)} } } fragment a on Query { engines { ...b ... on Engine { ${'id '.repeat(5)} } } } fragment b on Engine { ${'id '.repeat(5)} }`,
  ],
  ['fragments that double again and again', doubling(60)],
  ['the schema, read a hundred times', schemaRead(10)],
  ['a comment of 65,536 characters', `{ engines { id } } #${'x'.repeat(65_536)}`],
  ['two thousand words', `{ engines { ${'id '.repeat(2000)} } }`],
];

describeOverSqlite('limits', (database) => {
  let api: TestApi;
  beforeEach(async () => {
    const dataSource = await database().open();
    api = await startApi(dataSource);
    await storeRaces(dataSource, 3, 1);
  });
  afterEach(() => api.stop());

  const both = async (query: string, variables?: object): Promise<[GraphQLAnswer, GraphQLAnswer]> => [
    (await api.post(query, variables)).answer,
    await api.send(query, variables),
  ];

  test.each(named(ALLOWED))('$name may be asked for', async ({ query, variables }) => {
    for (const answer of await both(query, variables)) {
      expect(answer.errors).toBeUndefined();
      expect(answer.data).toBeTruthy();
    }
  });

  test.each(named(REFUSED))('$name is too much', async ({ query, variables }) => {
    for (const answer of await both(query, variables)) {
      expect(answer.data).toBeUndefined();
      expect(answer.errors?.map(({ extensions }) => extensions.code)).toContain('TOO_COMPLEX');
      const refusal = answer.errors?.find(({ extensions }) => extensions.code === 'TOO_COMPLEX');
      expect(refusal?.extensions.advice).toMatch(/\w+/);
    }
    expect([400, 413]).toContain((await api.post(query, variables)).status);
    expect(api.log).toEqual([]);
  });

  test.each([
    ['ten thousand and one values', { a: Array.from({ length: 10_000 }, () => 1) }],
    ['the same, nested', { a: Array.from({ length: 2000 }, () => [[[[1]]]]) }],
    ['an object of sixty-five fields', { a: Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`k${i}`, i])) }],
  ])('%s in the variables are too much', async (_what, variables) => {
    for (const answer of await both('query ($a: String) { engines { id } }', variables)) {
      expect(answer.data).toBeUndefined();
      expect(answer.errors?.[0]).toMatchObject({ extensions: { code: 'TOO_COMPLEX', advice: expect.any(String) } });
    }
    expect((await api.post('{ engines { id } }', variables)).status).toBe(413);
    expect(api.log).toEqual([]);
  });

  test('a subscription is bound by them too', async () => {
    const [stored] = await storeRaces(await database().open(), 1, 0);
    const query = `subscription { raceEvents(raceId: "${stored!.id}") { race { ${nested(13)} } } }`;
    expect((await api.send(query)).errors?.[0]?.extensions.code).toBe('TOO_COMPLEX');
  });

  test.each([0, -1, 101, 1_000_000])('a page of %s is bad input, however it is asked for', async (first) => {
    const query = 'query ($n: Int) { races(first: $n) { totalCount } }';
    for (const answer of [
      ...(await both(query, { n: first })),
      ...(await both(`{ races(first: ${first}) { totalCount } }`)),
    ]) {
      expect(answer.errors?.[0]).toMatchObject({
        extensions: { code: 'BAD_USER_INPUT', field: 'first', advice: expect.stringContaining('100') },
      });
    }
  });

  test('a page of null is the default one', async () => {
    for (const answer of await both('query ($n: Int) { races(first: $n) { edges { node { id } } } }', { n: null })) {
      expect(answer.data.races.edges).toHaveLength(3);
    }
  });

  test('a query that is sent again is not parsed again, and few are kept', async () => {
    const kept = jest.spyOn(KnownDocuments.prototype, 'keep');
    const found = jest.spyOn(KnownDocuments.prototype, 'find');
    for (let time = 0; time < 2; time++) await both('{ engines { id } }');
    expect(kept).toHaveBeenCalledTimes(2);
    expect(found.mock.results.filter(({ value }) => value !== undefined)).toHaveLength(2);
    const documents = new KnownDocuments();
    for (let number = 0; number < 1000; number++) documents.keep(`${number}`, parse(`{ a${number} }`));
    expect(Array.from({ length: 1000 }, (_, number) => documents.find(`${number}`)).filter(Boolean)).toHaveLength(200);
    documents.keep('long', parse(`{ a } #${'x'.repeat(10_000)}`));
    expect(documents.find('long')).toBeUndefined();
  });

  test('introspection as the Sandbox does it is allowed', async () => {
    const { getIntrospectionQuery } = await import('graphql');
    for (const answer of await both(getIntrospectionQuery())) expect(answer.errors).toBeUndefined();
  });
});
