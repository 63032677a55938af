/** A TCP connection on which anything may be written. */
import { connect, type Socket } from 'node:net';
import { ownHeaders, type Target } from './attack';

export interface RawEnd {
  readonly received: Buffer;
  /** Whether the server closed it. */
  readonly closed: boolean;
}

/** As long as a busy server may take to say its first word. */
const FIRST_WORD_MILLISECONDS = 10_000;

/**
 * Until the server closes it, or `milliseconds` are over since it said its first word (`waits`) or since it was asked;
 * `until` may be content with what has come.
 */
export function converse(
  port: number,
  milliseconds: number,
  talk: (socket: Socket) => void,
  { waits = false, until = () => false }: { waits?: boolean; until?: (received: Buffer) => boolean } = {},
): Promise<RawEnd> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1');
    const end = (closed: boolean) => {
      clearTimeout(impatience);
      socket.destroy();
      resolve({ received: Buffer.concat(chunks), closed });
    };
    let impatience = setTimeout(() => end(false), waits ? FIRST_WORD_MILLISECONDS : milliseconds);
    socket.on('connect', () => talk(socket));
    socket.on('data', (chunk: Buffer) => {
      if (waits && chunks.length === 0) {
        clearTimeout(impatience);
        impatience = setTimeout(() => end(false), milliseconds);
      }
      chunks.push(chunk);
      if (until(Buffer.concat(chunks))) end(false);
    });
    // Also what the server cuts off while we still write.
    socket.on('error', () => end(true));
    socket.on('end', () => end(true));
    socket.on('close', () => end(true));
  });
}

export const headerLines = (target: Target): string[] =>
  Object.entries(ownHeaders(target)).map(([name, value]) => `${name}: ${value}`);
