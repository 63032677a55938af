/** Wrong input on both transports: a code, the field, an advice; no echo, no stack, no 500. */
import type { TestApi } from '../support/api';
import { startApi } from '../support/api';
import { describeOverSqlite } from '../support/databases';
import { SECRET, WRONG_INPUTS } from './wrong-inputs';

describeOverSqlite('wrong input', (database) => {
  let api: TestApi;
  beforeEach(async () => {
    api = await startApi(await database().open());
  });
  afterEach(() => api.stop());

  test.each(WRONG_INPUTS)('%s is refused with its field and what to do', async (_what, query, variables, field) => {
    const overHttp = await api.post(query, variables);
    const overWebSocket = await api.send(query, variables);
    for (const answer of [overHttp.answer, overWebSocket]) {
      expect(answer.errors?.[0]).toMatchObject({
        message: expect.stringMatching(/\.$/),
        extensions: { code: 'BAD_USER_INPUT', field, advice: expect.stringMatching(/^[A-Z].{5,}\.$/) },
      });
      expect(JSON.stringify(answer)).not.toMatch(/secret|node_modules|\.ts\b|\.js\b|stack|passwd/i);
    }
    expect([200, 400]).toContain(overHttp.status);
    expect(api.log).toEqual([]);
  });

  test.each([
    ['{ engines { id ', 'Syntax error: expected Name, found <EOF>.'],
    [`{ engines(a: "${SECRET}" { id } }`, expect.stringMatching(/^Syntax error/)],
    [`{ "${SECRET}" }`, 'Syntax error: expected Name, found String.'],
    [`${SECRET}`, expect.stringMatching(/^Syntax error/)],
    [`{ engines { id } } %${SECRET}`, expect.stringMatching(/^Syntax error/)],
    [`{ engines(a: "${SECRET}`, expect.stringMatching(/^Syntax error/)],
  ])('a syntax error says where, and quotes nothing: case %#', async (query, message) => {
    for (const answer of [(await api.post(query)).answer, await api.send(query)]) {
      expect(answer.errors).toEqual([
        {
          message,
          locations: [expect.anything()],
          extensions: { code: 'GRAPHQL_PARSE_FAILED', advice: expect.any(String) },
        },
      ]);
      expect(JSON.stringify(answer)).not.toContain('secret');
    }
  });

  test('a field that does not exist is named, for it is the client who needs the name', async () => {
    for (const answer of [(await api.post('{ engine { speed } }')).answer, await api.send('{ engines { speed } }')]) {
      expect(answer.errors?.map(({ extensions }) => extensions.code)).toContain('GRAPHQL_VALIDATION_FAILED');
      expect(answer.errors?.some(({ message }) => message.includes('"speed"'))).toBe(true);
    }
  });

  test('an operation that is not in the query is refused, without its name', async () => {
    const body = JSON.stringify({ query: 'query A { engines { id } }', operationName: SECRET });
    const response = await fetch(api.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain('secret');
  });

  test('a bug is logged with its stack, and the client only learns that there is one', async () => {
    await api.stop();
    const list = async () => Promise.reject(new Error(`at /home/${SECRET}.ts`));
    api = await startApi(await database().open(), { services: { catalog: { list, find: list } } });
    for (const answer of [(await api.post('{ engines { id } }')).answer, await api.send('{ engines { id } }')]) {
      expect(answer.errors).toEqual([
        {
          message: 'Something went wrong on the server.',
          path: ['engines'],
          locations: [expect.anything()],
          extensions: { code: 'INTERNAL_SERVER_ERROR', advice: expect.any(String) },
        },
      ]);
    }
    expect(api.log).toHaveLength(2);
    expect(api.log[0]).toMatchObject({
      level: 50,
      err: { message: expect.stringContaining(SECRET), stack: expect.any(String) },
    });
  });
});
