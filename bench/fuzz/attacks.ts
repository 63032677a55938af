/** The kinds of requests, and how often each comes. */
import type { Attack } from './attack';
import { bodies, giantVariables, graphQL, persistedQueries, surroundings } from './http-attacks';
import { malformed, slow, unread } from './raw-attacks';
import { brokenFrames, protocolBreaches, unreadSocket } from './socket-attacks';

export interface Kind {
  readonly name: string;
  readonly attack: Attack;
  /** Of a thousand requests. */
  readonly share: number;
  /** They take seconds: so many at once, others of the kind take the place of the next kind. */
  readonly atOnce?: number;
}

export const KINDS: readonly Kind[] = [
  { name: 'GraphQL, valid and mutated', attack: graphQL, share: 484 },
  { name: 'giant and deep variables', attack: giantVariables, share: 20 },
  { name: 'bodies and encodings', attack: bodies, share: 90 },
  { name: 'methods, paths and headers', attack: surroundings, share: 110 },
  { name: 'persisted queries', attack: persistedQueries, share: 30 },
  { name: 'malformed HTTP', attack: malformed, share: 80 },
  { name: 'broken frames', attack: brokenFrames, share: 80 },
  { name: 'breaches of graphql-transport-ws', attack: protocolBreaches, share: 100 },
  { name: 'slow clients', attack: slow, share: 3, atOnce: 20 },
  { name: 'HTTP that nobody reads', attack: unread, share: 1, atOnce: 2 },
  { name: 'WebSockets that nobody reads', attack: unreadSocket, share: 2, atOnce: 4 },
];
