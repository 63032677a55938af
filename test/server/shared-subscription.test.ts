/** One answer for all who ask the same, and for nobody else. */
import { buildSchema, parse, type ExecutionResult } from 'graphql';
import { ANONYMOUS, type Principal } from '../../src/auth/principal';
import { SharedSubscriptions, type Send, type SubscribeArgs } from '../../src/server/shared-subscription';
import { TRAFFIC, trafficOf } from '../../src/server/traffic';

const schema = buildSchema('type Query { a: Int } type Subscription { count(by: Int = 1): Int }');
const DOCUMENT = parse('subscription ($by: Int) { count(by: $by) }');

const principal = (scope: 'READ' | 'RUN', projects: readonly string[] | null): Principal => ({
  ...{ kind: 'subject', subject: 'somebody', scope, projects, expiresAt: null },
});
const READER = principal('READ', ['lab']);

describe('subscriptions that ask the same', () => {
  const shared = new SharedSubscriptions();
  let worked: number;
  let ended: number;
  let events: { count: (args: { by: number }) => number | Promise<number> }[];
  beforeEach(() => {
    [worked, ended] = [0, 0];
    events = [10, 20].map((value) => ({
      count: ({ by }) => {
        worked += 1;
        return value * by;
      },
    }));
  });
  afterEach(() => jest.restoreAllMocks());

  async function* source(): AsyncGenerator<object> {
    try {
      yield* events;
    } finally {
      ended += 1;
    }
  }

  async function subscribe(changes: Partial<SubscribeArgs> & { by?: Principal } = {}) {
    const { by = READER, ...args } = changes;
    const answers = await shared.subscribe({
      ...{ schema, document: DOCUMENT, variableValues: {}, contextValue: { principal: by } },
      ...{ rootValue: { count: source }, ...args },
    });
    if (!(Symbol.asyncIterator in answers)) throw new Error(JSON.stringify(answers));
    return answers;
  }

  const countsOf = async (answers: AsyncIterable<ExecutionResult>) => {
    const counts: unknown[] = [];
    for await (const { data } of answers) counts.push(data?.['count']);
    return counts;
  };

  test('have each event worked out once, and hear of every one', async () => {
    const followers = await Promise.all(Array.from({ length: 50 }, () => subscribe()));
    expect(await Promise.all(followers.map(countsOf))).toEqual(followers.map(() => [10, 20]));
    expect(worked).toBe(2);
  });

  const LATER = parse('subscription ($by: Int) { later: count(by: $by) count(by: $by) }');
  test.each<[what: string, Parameters<typeof subscribe>[0], unknown[]]>([
    ['variables', { variableValues: { by: 3 } }, [30, 60]],
    ['documents', { document: LATER }, [10, 20]],
    ['projects', { by: principal('READ', ['other lab']) }, [10, 20]],
    ['scopes', { by: principal('RUN', ['lab']) }, [10, 20]],
    ['rights', { by: ANONYMOUS }, [10, 20]],
  ])('have an answer of their own where their %s differ', async (_what, changes, expected) => {
    const [one, other] = [await subscribe(), await subscribe(changes)];
    expect(await countsOf(one)).toEqual([10, 20]);
    expect(worked).toBe(2);
    expect(await countsOf(other)).toEqual(expected);
    expect(worked).toBeGreaterThan(2);
  });

  test('have it worked out anew once a second has passed: rows may have changed', async () => {
    const now = jest.spyOn(performance, 'now').mockReturnValue(5000);
    const [one, soon, late] = [await subscribe(), await subscribe(), await subscribe()];
    await countsOf(one);
    now.mockReturnValue(5999);
    await countsOf(soon);
    expect(worked).toBe(2);
    now.mockReturnValue(6000);
    await countsOf(late);
    expect(worked).toBe(4);
  });

  test('leave one by one: each lets go of its own source, the others go on', async () => {
    const [leaving, staying] = [await subscribe(), await subscribe()];
    await leaving.next();
    await leaving.return?.();
    expect(ended).toBe(1);
    expect(await countsOf(staying)).toEqual([10, 20]);
    expect(ended).toBe(2);
  });

  test('share an error as they share an answer', async () => {
    events = [
      {
        count: () => {
          throw new Error('the rows are gone');
        },
      },
    ];
    const [one, other] = await Promise.all([subscribe(), subscribe()]);
    const [first, second] = [(await one.next()).value, (await other.next()).value] as ExecutionResult[];
    expect(first?.errors?.[0]?.message).toBe('the rows are gone');
    expect(second).toBe(first);
  });

  describe('where answers are sent as JSON', () => {
    const sending = async (sent: string[], send: Send = async (json) => void sent.push(json)) =>
      await subscribe({ send });
    const rest = async (answers: AsyncIterable<ExecutionResult>) => {
      const yielded: ExecutionResult[] = [];
      for await (const result of answers) yielded.push(result);
      return yielded;
    };

    test('get each in order, and nothing from the iterator but its end', async () => {
      const sent: string[] = [];
      expect(await rest(await sending(sent))).toEqual([]);
      expect(sent).toEqual(['{"data":{"count":10}}', '{"data":{"count":20}}']);
    });

    test('get the next only when the one before has gone out', async () => {
      const sent: string[] = [];
      let goOn: () => void = () => undefined;
      const slow = async (json: string) => {
        sent.push(json);
        await new Promise<void>((resolve) => (goOn = resolve));
      };
      const ending = rest(await sending(sent, slow));
      await new Promise(setImmediate);
      expect(sent).toHaveLength(1);
      goOn();
      await new Promise(setImmediate);
      expect(sent).toHaveLength(2);
      goOn();
      expect(await ending).toEqual([]);
    });

    test('get from the iterator what has errors, and go on', async () => {
      const [first] = events;
      const broken = {
        count: () => {
          throw new Error('the rows are gone');
        },
      };
      events = [...(first ? [first] : []), broken, ...(first ? [first] : [])];
      const sent: string[] = [];
      const yielded = await rest(await sending(sent));
      expect(yielded.map(({ errors }) => errors?.[0]?.message)).toEqual(['the rows are gone']);
      expect(sent).toEqual(['{"data":{"count":10}}', '{"data":{"count":10}}']);
    });

    test('get what comes at the same moment worked out at the same time, and sent without waiting between', async () => {
      const begun: number[] = [];
      const release: (() => void)[] = [];
      const each = [1, 2, 3].map((value) => ({
        count: () => {
          begun.push(value);
          return new Promise<number>((resolve) => release.push(() => resolve(value)));
        },
      }));
      const [first, ...others] = each;
      const source = () => {
        let isOver = false;
        return {
          next: async () => {
            if (isOver) return { done: true, value: undefined };
            isOver = true;
            return { done: false, value: first };
          },
          ready: (most: number) => others.splice(0, most),
          [Symbol.asyncIterator]() {
            return this;
          },
        };
      };
      const sent: string[] = [];
      const ending = rest(
        await subscribe({ rootValue: { count: source }, send: async (json) => void sent.push(json) }),
      );
      await new Promise(setImmediate);
      expect(begun).toEqual([1, 2, 3]);
      release[0]?.();
      release[1]?.();
      await new Promise(setImmediate);
      expect(sent).toEqual([]);
      release[2]?.();
      await new Promise(setImmediate);
      expect(sent).toEqual([1, 2, 3].map((value) => `{"data":{"count":${value}}}`));
      expect(await ending).toEqual([]);
    });

    test('go on where others ask while the answer is still worked out', async () => {
      events = [{ count: ({ by }) => new Promise((resolve) => setImmediate(() => resolve(7 * by))) }];
      const sent: string[] = [];
      const both = await Promise.all([sending(sent), sending(sent)]);
      await Promise.all(both.map(rest));
      expect(sent).toEqual(['{"data":{"count":7}}', '{"data":{"count":7}}']);
    });
  });

  test('are refused with the error where their source cannot be opened', async () => {
    const refused = () => {
      throw new Error('no such race');
    };
    await expect(subscribe({ rootValue: { count: refused } })).rejects.toThrow('no such race');
  });
});

describe('the room for what comes with WebSockets', () => {
  const asked = { requestsPerMinute: 7, webSocketsPerAddress: 9, callerShare: 0.5 };

  test('is as configured, and never less than the usual', () => {
    expect(trafficOf({ ...asked, webSockets: 10 })).toEqual({ ...TRAFFIC, ...asked, webSockets: 10 });
  });

  test('is four connections and four operations for each of many', () => {
    expect(trafficOf({ ...asked, webSockets: 5000 })).toMatchObject({ connections: 20_000, operations: 20_000 });
  });
});
