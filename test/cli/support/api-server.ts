/** A real GraphQL server over HTTP and WebSocket with the emitted schema; its answers are given by the test. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { buildSchema, graphql, type GraphQLSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';

export interface ApiAnswers {
  /** Root fields of queries and mutations, by name. */
  readonly fields: Readonly<Record<string, (args: never) => unknown>>;
  /** Events of the one race, without `at` and `race`. */
  readonly events?: (after: number) => AsyncIterable<object>;
}

export interface ApiServer {
  readonly address: string;
  /** Cuts every WebSocket without a word, as a crash does. */
  cutSockets(): void;
  close(): Promise<void>;
}

/** The schema that the project emits. */
export function readSchema(): GraphQLSchema {
  return buildSchema(readFileSync(path.join(__dirname, '../../../schema.graphql'), 'utf8'));
}

export async function startApiServer(answers: ApiAnswers, port = 0): Promise<ApiServer> {
  const schema = readSchema();
  const http = createServer((request, response) => {
    void answer(schema, answers, request).then((body) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    });
  });
  const sockets = new WebSocketServer({ server: http, path: '/graphql' });
  useServer({ schema, roots: { subscription: { raceEvents: subscribe(answers) } } }, sockets);
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
  const cutSockets = () => sockets.clients.forEach((socket) => socket.terminate());
  return {
    address: `http://127.0.0.1:${(http.address() as AddressInfo).port}/graphql`,
    cutSockets,
    close: async () => {
      cutSockets();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

async function answer(schema: GraphQLSchema, answers: ApiAnswers, request: IncomingMessage): Promise<unknown> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const { query, variables } = JSON.parse(body) as { query: string; variables?: Record<string, unknown> };
  return graphql({ schema, source: query, rootValue: answers.fields, variableValues: variables ?? null });
}

function subscribe(answers: ApiAnswers) {
  return async function* ({ after }: { after?: number | null }) {
    if (answers.events) for await (const event of answers.events(after ?? 0)) yield { raceEvents: event };
  };
}
