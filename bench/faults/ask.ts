/** GraphQL over HTTP, as a client asks that knows several servers. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
}

export interface AskOptions {
  readonly milliseconds?: number;
}

/** Rejects with `Unanswered` where no answer came, and with an error that quotes them where it has errors. */
export async function ask<T>(
  url: string,
  query: string,
  variables: Record<string, unknown>,
  { milliseconds = 30_000 }: AskOptions = {},
): Promise<T> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(milliseconds),
  })
    .then((response) => response.json() as Promise<{ data: T; errors?: unknown[] }>)
    .catch((error: unknown) => {
      throw new Unanswered(String(error));
    });
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
}
