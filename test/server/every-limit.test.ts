/** Where each limit is shown to hold: a limit that is added needs a test, or this does not compile. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { LIMITS } from '../../src/server/limits';
import { TRAFFIC, type Traffic } from '../../src/server/traffic';
import { startApi, type TestApi } from '../support/api';
import { describeOverSqlite } from '../support/databases';

type Place = readonly [file: string, ...titles: string[]];

const SHOWN: Readonly<Record<keyof typeof LIMITS | keyof Traffic, Place>> = {
  depth: ['limits.test.ts', 'thirteen selections in each other', 'depth hidden in fragments'],
  cost: [
    'limits.test.ts',
    'pages within lists within pages',
    'the same by variables',
    'the same by a fragment',
    'fifty races with a chart',
  ],
  aliases: ['limits.test.ts', 'twenty-one aliases', 'aliases hidden in fragments'],
  tokens: ['limits.test.ts', 'two thousand words'],
  queryCharacters: ['limits.test.ts', 'a comment of 65,536 characters'],
  repeats: ['limits.test.ts', 'a field twenty-one times', 'the same in places that are answered together'],
  variableValues: ['limits.test.ts', 'ten thousand and one values'],
  variableFields: ['limits.test.ts', 'an object of sixty-five fields'],
  variableFaults: ['every-limit.test.ts', 'wrong variables get so many complaints, and no more'],
  validationErrors: ['every-limit.test.ts', 'a wrong query gets so many complaints, and no more'],
  httpBodyBytes: ['server.test.ts', 'that is too large'],
  webSocketMessageBytes: ['server.test.ts', 'a WebSocket message that is too large closes its connection'],
  connectionInitMilliseconds: ['server.test.ts', 'a connection that never says who it is is closed'],
  operationsPerConnection: ['server.test.ts', 'a connection holds twenty operations and no more'],
  requestsPerMinute: [
    'traffic.test.ts',
    'an address may send so many requests a minute',
    'a caller may send so many requests a minute',
    'a caller may begin so many operations a minute over WebSockets',
    'an address may try so many WebSockets a minute',
  ],
  messagesPerMinute: ['traffic.test.ts', 'a WebSocket that sends too many messages'],
  connections: ['traffic.test.ts', 'there are so many connections in all'],
  webSockets: ['traffic.test.ts', 'there are so many WebSockets in all'],
  webSocketsPerAddress: ['traffic.test.ts', 'an address has so many WebSockets'],
  callerShare: [
    'cost.test.ts',
    'who takes more than its share of the thread is told to wait',
    'what it cost over HTTP counts on its WebSocket',
  ],
  unreadBytes: ['web-socket-abuse.test.ts', 'who does not read is not read either'],
  operations: ['traffic.test.ts', 'so many subscriptions are under way'],
};

test.each(Object.entries({ ...LIMITS, ...TRAFFIC }))('%s is shown to hold', (name) => {
  const [file, ...titles] = SHOWN[name as keyof typeof SHOWN];
  const tests = readFileSync(path.join(__dirname, file), 'utf8');
  expect(titles.length).toBeGreaterThan(0);
  for (const title of titles) expect(tests).toContain(`'${title}`);
});

describeOverSqlite('validation', (database) => {
  let api: TestApi;
  beforeEach(async () => (api = await startApi(await database().open())));
  afterEach(() => api.stop());

  test('a wrong query gets so many complaints, and no more', async () => {
    const query = `{ ${Array.from({ length: 60 }, (_, index) => `wrong${index}`).join(' ')} }`;
    for (const { errors } of [(await api.post(query)).answer, await api.send(query)]) {
      // And one that says that there are more.
      expect(errors).toHaveLength(LIMITS.validationErrors + 1);
    }
  });

  test('wrong variables get so many complaints, and no more', async () => {
    const wrong = 'mutation ($input: StartRaceInput!) { startRace(input: $input) { id } }';
    const entrants = Array.from({ length: 60 }, () => 7);
    const variables = { input: { workload: 'mlp', entrants } };
    for (const { errors } of [(await api.post(wrong, variables)).answer, await api.send(wrong, variables)]) {
      // And one that says that there are more.
      expect(errors).toHaveLength(LIMITS.variableFaults + 1);
      for (const { extensions } of errors ?? []) expect(extensions.code).toBe('BAD_USER_INPUT');
    }
    expect(api.log).toEqual([]);
  });
});
