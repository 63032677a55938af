/** A server to ask: the one that runs, or else one inside this process. */
import type { Configuration } from '../config';
import { localAddress, parseAddress } from './api/address';
import { createApiClient, type ApiClient } from './api/client';
import { GREETING } from './api/documents';
import type { ServerOptions } from './arguments/server-options';
import { ApiError } from './failure';
import { startApp } from './start-app';
import { note, type Terminal } from './terminal';

const GREETING_TIMEOUT_MILLISECONDS = 3_000;

export interface Connection {
  readonly api: ApiClient;
  /** `here`: this process is the server, and the race ends with it. */
  readonly where: 'here' | 'elsewhere';
  close(): Promise<void>;
}

/**
 * The server at `server` where that is given; else the one at the configured address; else a new one inside this
 * process, on a free port and with the same data. Throws `CommandFailure` when the named server does not answer,
 * `ApiError` when it does not know the token.
 */
export async function connect(
  configuration: Configuration,
  { server, token = configuration.token ?? undefined }: ServerOptions,
): Promise<Connection> {
  if (server !== undefined) {
    const api = createApiClient(parseAddress(server), token);
    await api.request(GREETING, {}, GREETING_TIMEOUT_MILLISECONDS);
    return elsewhere(api);
  }
  const api = createApiClient(localAddress(configuration), token);
  if (await answers(api)) return elsewhere(api);
  return startHere(configuration);
}

/** Whether a Photofinish server answers there, be it that it does not know us. */
export async function answers(api: ApiClient): Promise<boolean> {
  try {
    await api.request(GREETING, {}, GREETING_TIMEOUT_MILLISECONDS);
    return true;
  } catch (error) {
    return error instanceof ApiError && (error.code === 'UNAUTHENTICATED' || error.code === 'FORBIDDEN');
  }
}

/**
 * Its log would stand in the way of the progress: only errors are let through. Nobody is asked who they are: whoever
 * can start it can read its database.
 */
async function startHere(configuration: Configuration): Promise<Connection> {
  const app = await startApp({
    ...configuration,
    ...{ host: '127.0.0.1', port: 0, logLevel: 'error', auth: { kind: 'none' } },
  });
  return { api: createApiClient(parseAddress(app.url)), where: 'here', close: () => app.stop() };
}

function elsewhere(api: ApiClient): Connection {
  return { api, where: 'elsewhere', close: () => Promise.resolve() };
}

/** Tells whom something is asked of. */
export function noteWhom(terminal: Terminal, { where, api }: Connection, what: 'race' | 'sweep' | 'report'): void {
  const whom = where === 'here' ? `No server runs: this ${what} gets one of its own.` : `Asking ${api.address}`;
  note(terminal, terminal.colors.dim(whom));
}

/** Tells where something ("Race race_…") can be looked up again. */
export function noteWhere(terminal: Terminal, { where, api }: Connection, what: string): void {
  if (where === 'elsewhere') note(terminal, terminal.colors.dim(`${what}, kept at ${api.address}`));
}
