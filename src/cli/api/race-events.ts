/** The events of a race over a WebSocket: no gap and no duplicate, also when the connection breaks and comes back. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { ApiError, CommandFailure } from '../failure';
import { socketAddress } from './address';
import { toApiError, type ApiClient, type GraphqlErrorView } from './client';
import { RACE_EVENTS, RACE_STATUS } from './documents';
import { isOver, type RaceEventView, type RaceStatus } from './types';

const KEEP_ALIVE_MILLISECONDS = 10_000;
/** A peer that leaves a ping unanswered so long is gone, whatever TCP still believes. */
const PONG_TIMEOUT_MILLISECONDS = 5_000;

export interface FollowOptions {
  /** Told of each lost connection, once per loss. */
  readonly onReconnect?: () => void;
  /** How long a server may stay away before the command gives up. */
  readonly patienceMilliseconds?: number;
}

/**
 * Every event from the first on, until the race is over. A lost connection is made again and goes on after the last
 * event seen; `CommandFailure` after `patienceMilliseconds` without a server, `ApiError` where it refuses.
 */
export async function* followRace(
  api: ApiClient,
  raceId: string,
  options: FollowOptions = {},
): AsyncGenerator<RaceEventView> {
  const patience = options.patienceMilliseconds ?? 60_000;
  let lastSequence = 0;
  let lostAt: number | null = null;
  for (;;) {
    try {
      for await (const event of subscribe(api, raceId, lastSequence)) {
        lostAt = null;
        if (event.sequence <= lastSequence) continue;
        lastSequence = event.sequence;
        yield event;
      }
      if (await raceIsOver(api, raceId)) return;
    } catch (error) {
      if (error instanceof ApiError) throw error;
    }
    if (lostAt === null) {
      lostAt = performance.now();
      options.onReconnect?.();
    }
    if (performance.now() - lostAt > patience) throw serverGone(api.address, raceId);
    await sleep(500);
  }
}

async function raceIsOver(api: ApiClient, raceId: string): Promise<boolean> {
  const { race } = await api.request<{ race: { status: RaceStatus } | null }>(RACE_STATUS, { id: raceId });
  return race === null || isOver(race.status);
}

/** One connection. Ends when the stream completes; throws whatever ended the connection otherwise. */
async function* subscribe(api: ApiClient, raceId: string, after: number): AsyncGenerator<RaceEventView> {
  const socket = openSocket(api);
  try {
    const results = socket.iterate<{ raceEvents: RaceEventView }>({ query: RACE_EVENTS, variables: { raceId, after } });
    for await (const result of results) {
      if (result.errors?.[0]) throw toApiError(result.errors[0]);
      if (result.data) yield result.data.raceEvents;
    }
  } catch (error) {
    // Refusals come as an array of GraphQL errors, a broken connection as an event or an Error.
    if (Array.isArray(error) && error[0]) throw toApiError(error[0] as GraphqlErrorView);
    throw error;
  } finally {
    await socket.dispose();
  }
}

function openSocket({ address, credentials }: ApiClient): Client {
  let unanswered: NodeJS.Timeout | undefined;
  const client = createClient({
    url: socketAddress(address),
    connectionParams: credentials,
    webSocketImpl: WebSocket,
    // Trying again is ours: only we know the last event seen.
    retryAttempts: 0,
    keepAlive: KEEP_ALIVE_MILLISECONDS,
    on: {
      ping: (received) => {
        if (!received) unanswered = setTimeout(() => client.terminate(), PONG_TIMEOUT_MILLISECONDS);
      },
      pong: (received) => {
        if (received) clearTimeout(unanswered);
      },
      closed: () => clearTimeout(unanswered),
    },
  });
  return client;
}

function serverGone(address: string, raceId: string): CommandFailure {
  const advice = `What was measured is kept: start the server again and ask it for race ${raceId}.`;
  return new CommandFailure(`The server at ${address} went away and does not come back.`, advice);
}
