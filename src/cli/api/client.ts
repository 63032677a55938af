/** Queries and mutations over HTTP. */
import { ApiError, CommandFailure } from '../failure';

/** Long: the first list of engines makes the server try each of them. */
const ANSWER_TIMEOUT_MILLISECONDS = 180_000;

export interface ApiClient {
  /** Address of the API, such as http://127.0.0.1:4000/graphql. */
  readonly address: string;
  /** `authorization` with the credentials, where there are any: a header, and a connection parameter. */
  readonly credentials: Readonly<Record<string, string>>;
  /**
   * The `data` of the answer. Throws `ApiError` where the server refuses, `CommandFailure` where none answers or
   * what answers is no GraphQL.
   */
  request<Data>(document: string, variables?: Record<string, unknown>, timeoutMilliseconds?: number): Promise<Data>;
}

/** `token`: what is shown to a server that asks. */
export function createApiClient(address: string, token?: string): ApiClient {
  const credentials: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return {
    address,
    credentials,
    async request<Data>(document: string, variables = {}, timeoutMilliseconds = ANSWER_TIMEOUT_MILLISECONDS) {
      const answer = await send({ address, credentials }, { query: document, variables }, timeoutMilliseconds);
      if (answer.errors?.[0]) throw toApiError(answer.errors[0]);
      if (answer.data === undefined || answer.data === null) throw notPhotofinish(address);
      return answer.data as Data;
    },
  };
}

/** An error as GraphQL answers it, over HTTP and WebSocket alike. */
export interface GraphqlErrorView {
  readonly message: string;
  readonly extensions?: { readonly [name: string]: unknown };
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly GraphqlErrorView[];
}

export function toApiError(error: GraphqlErrorView): ApiError {
  const { code, field, advice } = error.extensions ?? {};
  const textOrNull = (value: unknown) => (typeof value === 'string' ? value : null);
  return new ApiError(error.message, textOrNull(code) ?? 'FAILED', textOrNull(field), textOrNull(advice));
}

async function send(
  { address, credentials }: Pick<ApiClient, 'address' | 'credentials'>,
  body: object,
  timeoutMilliseconds: number,
): Promise<Answer> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...credentials },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
    text = await response.text();
  } catch {
    throw new CommandFailure(
      `No server answers at ${address}.`,
      'Start one with `photofinish serve`, or correct the address.',
    );
  }
  const answer = readAnswer(text);
  if (!answer) throw notPhotofinish(address);
  return answer;
}

function readAnswer(text: string): Answer | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && ('data' in value || 'errors' in value)
      ? (value as Answer)
      : null;
  } catch {
    return null;
  }
}

function notPhotofinish(address: string): CommandFailure {
  return new CommandFailure(
    `What answers at ${address} is not a Photofinish server.`,
    'Correct the address, or set PORT to a free one.',
  );
}
