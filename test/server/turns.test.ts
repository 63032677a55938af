/** Who goes on next while several callers ask. */
import { setImmediate as loopGoesRound } from 'node:timers/promises';
import fc from 'fast-check';
import { Turns, type Turn } from '../../src/server/turns';

/** In hand at a time, and of one caller. */
const MOST_IN_HAND = 4;
const MOST_OF_ONE = 2;

interface Asked extends Turn {
  readonly caller: string;
  hasBegun: boolean;
  hasEnded: boolean;
}

describe('turns', () => {
  let isAlone: boolean;
  let taken: Map<string, number>;
  let turns: Turns;
  let asked: Asked[];
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    isAlone = false;
    taken = new Map();
    asked = [];
    turns = new Turns({ hasOthers: () => !isAlone, taken: (caller) => taken.get(caller) ?? 0 });
  });
  afterEach(() => jest.useRealTimers());

  const ask = (caller: string) => {
    const turn = turns.take(caller);
    const one: Asked = { ...turn, caller, hasBegun: turn.begins === null, hasEnded: false };
    void turn.begins?.then(() => (one.hasBegun = true));
    asked.push(one);
    return one;
  };
  const end = (one: Asked | undefined) => {
    if (!one) throw new Error('Nobody is in hand');
    one.hasEnded = true;
    one.end();
  };
  /** Often enough for all that may begin, one in each round. */
  const rounds = async () => {
    for (let round = 0; round < 2 * MOST_IN_HAND; round++) await loopGoesRound();
  };
  const inHand = () => asked.filter(({ hasBegun, hasEnded }) => hasBegun && !hasEnded);
  const callersInHand = () => inHand().map(({ caller }) => caller);

  test('whoever is alone never waits', () => {
    isAlone = true;
    for (let request = 0; request < 100; request++) expect(ask('one').begins).toBeNull();
  });

  test('of one caller two are in hand, of all together four', async () => {
    for (const caller of ['one', 'one', 'one', 'two', 'three', 'four', 'five']) ask(caller);
    await rounds();
    expect(callersInHand()).toEqual(['one', 'one', 'two', 'three']);
  });

  test('one begins in a round of the loop, so that none takes longer than it', async () => {
    for (const caller of ['one', 'two', 'three']) ask(caller);
    for (const count of [1, 2, 3]) {
      expect(inHand()).toHaveLength(count);
      await loopGoesRound();
    }
  });

  test('who took least goes first, whenever they came, and the others in the order of their coming', async () => {
    taken = new Map([
      ['heavy', 400],
      ['light', 3],
    ]);
    const flood = Array.from({ length: 60 }, () => ask('heavy'));
    for (const caller of ['a', 'b']) ask(caller);
    await rounds();
    const light = ask('light');
    expect(light.begins).not.toBeNull();
    end(flood[0]);
    await rounds();
    expect([light.hasBegun, flood[2]?.hasBegun]).toEqual([true, false]);
    end(light);
    await rounds();
    expect(flood.map(({ hasBegun }) => hasBegun).lastIndexOf(true)).toBe(2);
  });

  test('what comes while a turn ends is heard of before the next begins', async () => {
    taken.set('heavy', 400);
    const flood = Array.from({ length: 4 }, () => ask('heavy'));
    for (const caller of ['a', 'b']) ask(caller);
    await rounds();
    end(flood[0]);
    const late = ask('late');
    await rounds();
    expect([late.hasBegun, flood[2]?.hasBegun]).toEqual([true, false]);
  });

  test('one whose client leaves while it waits never begins, and keeps nobody waiting', async () => {
    const [first, , left, next] = ['one', 'one', 'one', 'one'].map(ask);
    await rounds();
    end(left);
    end(first);
    await rounds();
    expect([left?.hasBegun, next?.hasBegun]).toEqual([false, true]);
  });

  test('the second end of a turn ends no other', async () => {
    const [first] = ['one', 'one', 'one', 'one'].map(ask);
    await rounds();
    end(first);
    await rounds();
    end(first);
    await rounds();
    expect(inHand()).toHaveLength(MOST_OF_ONE);
  });

  test('a turn that takes more than a second keeps nobody waiting', async () => {
    const [, , waiting] = ['one', 'one', 'one'].map(ask);
    await rounds();
    jest.advanceTimersByTime(999);
    await rounds();
    expect(waiting?.hasBegun).toBe(false);
    jest.advanceTimersByTime(1);
    await rounds();
    expect(waiting?.hasBegun).toBe(true);
  });

  test('whatever comes and ends in whatever order, no more than may be are in hand, nobody waits where there is room, and all have their turn', async () => {
    const step = fc.oneof(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.nat({ max: 9 }));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        asked = [];
        turns = new Turns({ hasOthers: () => true, taken: (caller) => caller.charCodeAt(0) });
        for (const one of steps) {
          if (typeof one === 'string') ask(one);
          else if (inHand().length > 0) end(inHand()[one % inHand().length]);
          await rounds();
          const count = (caller: string) => callersInHand().filter((other) => other === caller).length;
          expect(inHand().length).toBeLessThanOrEqual(MOST_IN_HAND);
          for (const { caller } of asked) expect(count(caller)).toBeLessThanOrEqual(MOST_OF_ONE);
          const waits = asked.filter(({ hasBegun }) => !hasBegun);
          const couldBegin = waits.filter(({ caller }) => count(caller) < MOST_OF_ONE);
          if (inHand().length < MOST_IN_HAND) expect(couldBegin).toEqual([]);
        }
        while (inHand().length > 0) {
          inHand().forEach(end);
          await rounds();
        }
        expect(asked.every(({ hasEnded }) => hasEnded)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
