import { setTimeout as sleep } from 'node:timers/promises';
import { GraphQLError } from 'graphql';
import { createApiClient } from '../../../src/cli/api/client';
import { followRace } from '../../../src/cli/api/race-events';
import type { RaceEventView } from '../../../src/cli/api/types';
import { startApiServer, type ApiServer } from '../support/api-server';

const ROUNDS = [1, 2, 3, 4, 5, 6].map((sequence) => ({
  __typename: 'RoundFinished',
  sequence,
  round: sequence,
  progress: sequence / 6,
  running: [],
}));

async function sequences(events: AsyncIterable<RaceEventView>): Promise<number[]> {
  const seen: number[] = [];
  for await (const event of events) seen.push(event.sequence);
  return seen;
}

describe('following a race', () => {
  let server: ApiServer | undefined;
  afterEach(() => server?.close());

  it('gives every event and ends with the race', async () => {
    const fields = { race: () => ({ status: 'FINISHED' }) };
    server = await startApiServer({ fields, events: (after) => stored(after) });
    expect(await sequences(followRace(createApiClient(server.address), 'race_1'))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('goes on after the last event seen when the connection breaks: no gap, no duplicate', async () => {
    const asked: number[] = [];
    let losses = 0;
    async function* breakingOnce(after: number) {
      asked.push(after);
      for (const event of ROUNDS.slice(after)) {
        yield event;
        if (asked.length === 1 && event.sequence === 3) {
          await sleep(50);
          server?.cutSockets();
          await sleep(60_000, undefined, { ref: false });
        }
      }
    }
    const fields = { race: () => ({ status: 'FINISHED' }) };
    server = await startApiServer({ fields, events: breakingOnce });
    const events = followRace(createApiClient(server.address), 'race_1', { onReconnect: () => (losses += 1) });
    expect(await sequences(events)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(asked).toEqual([0, 3]);
    expect(losses).toBe(1);
  });

  it('asks again when a stream completes although the race goes on, as it does at an orderly restart', async () => {
    let status = 'RUNNING';
    let calls = 0;
    async function* halves(after: number) {
      calls += 1;
      if (calls > 1) status = 'FINISHED';
      yield* ROUNDS.slice(after, calls === 1 ? 3 : 6);
    }
    server = await startApiServer({ fields: { race: () => ({ status }) }, events: halves });
    expect(await sequences(followRace(createApiClient(server.address), 'race_1'))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('throws what the server refuses', async () => {
    // eslint-disable-next-line require-yield -- refuses before the first event
    async function* refusing(): AsyncGenerator<object> {
      throw new GraphQLError('No race has this id.', { extensions: { code: 'NOT_FOUND', field: 'raceId' } });
    }
    server = await startApiServer({ fields: {}, events: refusing });
    const events = sequences(followRace(createApiClient(server.address), 'race_x'));
    await expect(events).rejects.toMatchObject({ code: 'NOT_FOUND', field: 'raceId' });
  });

  it('gives up when the server stays away, and says where the race is', async () => {
    server = await startApiServer({ fields: {} });
    const { address } = server;
    await server.close();
    server = undefined;
    const events = sequences(followRace(createApiClient(address), 'race_1', { patienceMilliseconds: 600 }));
    await expect(events).rejects.toMatchObject({
      message: expect.stringContaining('went away') as string,
      advice: expect.stringContaining('race_1') as string,
    });
  });

  async function* stored(after: number) {
    yield* ROUNDS.slice(after);
  }
});
