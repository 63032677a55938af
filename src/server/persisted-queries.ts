/**
 * The only queries that a server answers, where a list of them is given: then nobody can send one of their own, however
 * cheap. Two kinds of files are read: Apollo's persisted query manifest, and an object from SHA-256 to query.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { PhotofinishError } from '../errors';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const list = z.union([
  z
    .object({
      format: z.literal('apollo-persisted-query-manifest'),
      operations: z.array(z.object({ id: hash, body: z.string() })),
    })
    .transform(({ operations }) => operations.map(({ id, body }) => [id, body] as const)),
  z.record(hash, z.string()).transform((queries) => Object.entries(queries)),
]);
const reference = z.object({ persistedQuery: z.object({ sha256Hash: z.string() }) });

/** Its message is a sentence for whoever starts the server. */
export class PersistedQueriesError extends Error {
  override readonly name = 'PersistedQueriesError';
}

/** What a client sends, on either transport. */
export interface SentQuery {
  readonly query?: unknown;
  readonly extensions?: unknown;
}

export class PersistedQueries {
  private readonly texts: ReadonlySet<string>;

  /** From SHA-256 to query. */
  constructor(private readonly queries: ReadonlyMap<string, string>) {
    this.texts = new Set(queries.values());
  }

  /** The query that is named, or that was sent in full and is on the list. Throws FORBIDDEN. */
  require({ query, extensions }: SentQuery): string {
    const named = reference.safeParse(extensions);
    const found = named.success ? this.queries.get(named.data.persistedQuery.sha256Hash) : undefined;
    const sent = typeof query === 'string' && query !== '' ? query : undefined;
    const text = sent ?? found;
    if (text !== undefined && this.texts.has(text)) return text;
    throw new PhotofinishError('FORBIDDEN', 'This server answers only the queries on its list.', {
      field: 'query',
      advice: 'Name one by `extensions.persistedQuery.sha256Hash`, or have yours put on the list.',
    });
  }
}

/** Null where there is no file: every query is answered. Throws `PersistedQueriesError`. */
export function readPersistedQueries(files: readonly string[]): PersistedQueries | null {
  if (files.length === 0) return null;
  return new PersistedQueries(new Map(files.flatMap(readList)));
}

function readList(file: string): readonly (readonly [string, string])[] {
  const wrong = (what: string, cause?: unknown) =>
    new PersistedQueriesError(`PHOTOFINISH_PERSISTED_QUERIES: ${file} ${what}.`, { cause });
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw wrong('cannot be read as JSON', error);
  }
  const parsed = list.safeParse(content);
  if (!parsed.success) throw wrong('is neither a persisted query manifest nor an object from SHA-256 to query');
  const mistaken = parsed.data.find(([id, text]) => createHash('sha256').update(text).digest('hex') !== id);
  if (mistaken) throw wrong(`has a query under ${mistaken[0]}, which is not its SHA-256`);
  return parsed.data;
}

/** On HTTP, after the body was read: what is named is put in, what is not on the list is refused. */
export function listedOnly(queries: PersistedQueries): RequestHandler {
  return (request, _response, next) => {
    if (request.method === 'GET') {
      const url = new URL(request.url, 'http://localhost');
      const { searchParams } = url;
      const query = queries.require({
        query: searchParams.get('query'),
        extensions: parsedOrNull(searchParams.get('extensions')),
      });
      searchParams.set('query', query);
      searchParams.delete('extensions');
      request.url = url.pathname + url.search;
    } else {
      const body: unknown = request.body;
      // Apollo refuses whatever is no object, lists of operations included.
      if (typeof body !== 'object' || body === null || Array.isArray(body)) return next();
      const { extensions, ...rest } = body as SentQuery;
      request.body = { ...rest, query: queries.require({ query: rest.query, extensions }) };
    }
    next();
  };
}

function parsedOrNull(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
