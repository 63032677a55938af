/**
 * The comparison: the same page by a hand-written server on GraphQL Yoga and SQL, with the columns that it needs in two
 * statements, and nothing of ours but the list of engines. Prints its address.
 *
 *   DATABASE_URL=postgres://… node dist/bench/api/yoga-server.js
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSchema, createYoga } from 'graphql-yoga';
import { DataSource } from 'typeorm';
import { engineAdapters } from '../../src/engines/registry';

const typeDefs = `
  scalar DateTime
  scalar SafeInt
  type Query { races(first: Int!): RaceConnection! }
  type RaceConnection { edges: [RaceEdge!]! pageInfo: PageInfo! }
  type RaceEdge { node: Race! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type Race { id: ID! label: String status: String! verdict: String createdAt: DateTime! roundsCompleted: Int!
    hardware: Hardware runs: [Run!]! }
  type Hardware { id: ID! cpuModel: String! cpuCores: Int! memoryBytes: SafeInt! }
  type Run { id: ID! label: String! status: String! engineVersion: String engine: Engine! secondsPerIteration: Estimate }
  type Engine { id: ID! name: String! }
  type Estimate { value: Float! low: Float! high: Float! confidence: Float! }
`;

const RACES = `SELECT race."id", race."label", race."status", race."verdict", race."createdAt", race."roundsCompleted",
    race."analysis", hardware."id" AS "hardwareId", hardware."facts"
  FROM race LEFT JOIN hardware_profile hardware ON hardware."id" = race."hardwareProfileId"
  ORDER BY race."createdAt" DESC, race."id" DESC LIMIT $1`;
const RUNS = `SELECT "id", "raceId", "label", "status", "engineVersion", "engine" FROM run WHERE "raceId" = ANY($1)
  ORDER BY "raceId", "position"`;

interface RaceRow {
  readonly id: string;
  readonly label: string | null;
  readonly status: string;
  readonly verdict: string | null;
  readonly createdAt: string;
  readonly roundsCompleted: number;
  readonly analysis: string | null;
  readonly hardwareId: string | null;
  readonly facts: string | null;
}
interface RunRow {
  readonly id: string;
  readonly raceId: string;
  readonly label: string;
  readonly status: string;
  readonly engineVersion: string | null;
  readonly engine: string;
}
type Estimates = { readonly runId: string; readonly secondsPerIteration: unknown }[];

const NAMES = new Map(engineAdapters.map(({ id, name }) => [id, name]));

async function page(database: DataSource, first: number) {
  const rows = await database.query<RaceRow[]>(RACES, [first + 1]);
  const races = rows.slice(0, first);
  const runs = await database.query<RunRow[]>(RUNS, [races.map(({ id }) => id)]);
  const byRace = new Map<string, RunRow[]>(races.map(({ id }) => [id, []]));
  for (const run of runs) byRace.get(run.raceId)?.push(run);
  const last = races.at(-1);
  const cursor = last && Buffer.from(JSON.stringify(['race', Number(last.createdAt), last.id])).toString('base64url');
  return {
    edges: races.map((race) => ({ node: nodeOf(race, byRace.get(race.id) ?? []) })),
    pageInfo: { hasNextPage: rows.length > first, endCursor: cursor ?? null },
  };
}

function nodeOf({ analysis, hardwareId, facts, ...race }: RaceRow, runs: readonly RunRow[]) {
  const estimates = analysis === null ? [] : (JSON.parse(analysis) as { runs: Estimates }).runs;
  const secondsOf = new Map(estimates.map(({ runId, secondsPerIteration }) => [runId, secondsPerIteration]));
  return {
    ...race,
    createdAt: new Date(Number(race.createdAt)).toISOString(),
    hardware: facts === null ? null : { id: hardwareId, ...(JSON.parse(facts) as object) },
    runs: runs.map(({ engine, ...run }) => ({
      ...run,
      engine: { id: engine, name: NAMES.get(engine) ?? engine },
      secondsPerIteration: secondsOf.get(run.id) ?? null,
    })),
  };
}

async function main(): Promise<void> {
  // For its pool of connections alone: the statements are sent to `pg` as they stand.
  const database = await new DataSource({ type: 'postgres', url: process.env['DATABASE_URL'] ?? '' }).initialize();
  const resolvers = { Query: { races: (_root: unknown, { first }: { first: number }) => page(database, first) } };
  const yoga = createYoga({ schema: createSchema({ typeDefs, resolvers }), logging: false });
  const server = createServer((request, response) => void yoga(request, response));
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    console.log(JSON.stringify({ url: `http://127.0.0.1:${port}/graphql` }, null, 1));
  });
  process.once('SIGTERM', () => process.exit(0));
}

void main();
