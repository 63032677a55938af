/**
 * One WebSocket and graphql-ws's protocol on it. graphql-ws brings such a bridge of its own; this one is for clients who
 * mean harm: whoever does not read what is sent is not read either, whoever is being closed is no longer heard, and what
 * they do wrong is no error of the server's.
 */
import type { IncomingMessage } from 'node:http';
import { CloseCode, type Server } from 'graphql-ws';
import type { Extra } from 'graphql-ws/use/ws';
import type { Logger } from 'pino';
import type { RawData, WebSocket } from 'ws';

/** A client is asked so often whether it is still there, and has as long to answer. */
const PING_MILLISECONDS = 12_000;

/** What graphql-ws throws where a client sends what only servers send. */
const FROM_SERVERS = /^Unexpected message of type \w+ received$/;

/** What is known of a connection from its first moment. */
export interface Opened extends Extra {
  /** As graphql-ws sends. */
  readonly send: (message: string) => Promise<void>;
}

export interface ConnectionOptions<E> {
  readonly server: Server<Opened & Partial<E>>;
  /** What may wait to be sent before nothing more is read. */
  readonly unreadBytes: number;
  /** Told of each message before anything is done with it. */
  readonly heard: (sender: Opened & Partial<E>) => void;
  readonly logger: Pick<Logger, 'debug' | 'error'>;
}

/** What is sent on. */
interface Connection {
  readonly socket: WebSocket;
  /** Underneath it. */
  readonly stream: IncomingMessage['socket'];
  readonly unreadBytes: number;
  gathers: boolean;
}

const SENT = Promise.resolve();

/** Serves it until it closes. */
export function serveConnection<E>(socket: WebSocket, request: IncomingMessage, options: ConnectionOptions<E>): void {
  const { server, unreadBytes, heard, logger } = options;
  const connection = { socket, stream: request.socket, unreadBytes, gathers: false };
  const broken = (err: unknown) => logger.debug({ err }, 'A WebSocket connection broke');
  socket.on('error', broken);
  const stopPinging = pingRegularly(socket);
  const send = (data: string) => sendBounded(connection, data);
  const sender = { socket, request, send } as Opened & Partial<E>;
  const closed = server.opened(
    {
      protocol: socket.protocol,
      send,
      close: (code, reason) => socket.close(code, reason),
      onMessage: (handle) => {
        socket.on('message', (data) => {
          if (socket.readyState !== socket.OPEN) return;
          heard(sender);
          handle(textOf(data)).catch((err: unknown) => {
            if (err instanceof Error && FROM_SERVERS.test(err.message)) {
              return socket.close(CloseCode.BadRequest, 'Invalid message received');
            }
            logger.error({ err }, 'A message on a WebSocket could not be handled');
            socket.close(CloseCode.InternalServerError, 'Internal server error');
          });
        });
      },
    },
    sender,
  );
  socket.once('close', (code, reason) => {
    stopPinging();
    closed(code, String(reason)).catch(broken);
  });
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}

/** Resolves at once while little waits to be sent, else once it was handed to the network or needs no sending any more. */
function sendBounded(connection: Connection, data: string): Promise<void> {
  const { socket, stream, unreadBytes } = connection;
  if (socket.readyState !== socket.OPEN) return SENT;
  gather(connection);
  let sent: (() => void) | null = null;
  socket.send(data, () => {
    // One that broke says so itself.
    sent?.();
    if (socket.isPaused && socket.bufferedAmount <= unreadBytes) socket.resume();
  });
  if (socket.bufferedAmount > unreadBytes) socket.pause();
  if (socket.bufferedAmount < stream.writableHighWaterMark) return SENT;
  return new Promise((resolve) => (sent = resolve));
}

/** What is sent until all that is ready now was sent goes out in one piece: events come several at a time. */
function gather(connection: Connection): void {
  if (connection.gathers) return;
  connection.gathers = true;
  connection.stream.cork();
  setImmediate(() => {
    connection.gathers = false;
    connection.stream.uncork();
  });
}

function pingRegularly(socket: WebSocket): () => void {
  let isThere = true;
  socket.on('pong', () => (isThere = true));
  const pings = setInterval(() => {
    if (!isThere) return socket.terminate();
    isThere = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, PING_MILLISECONDS);
  return () => clearInterval(pings);
}
