/** A TCP connection on which anything may be written. */
import { connect, type Socket } from 'node:net';
import { ownHeaders, type Target } from './attack';

export interface RawEnd {
  readonly received: Buffer;
  /** Whether the server closed it. */
  readonly closed: boolean;
}

/** Until the server closes it, or `milliseconds` are over; `until` may be content with what has come. */
export function converse(
  port: number,
  milliseconds: number,
  talk: (socket: Socket) => void,
  until: (received: Buffer) => boolean = () => false,
): Promise<RawEnd> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1');
    const end = (closed: boolean) => {
      clearTimeout(impatience);
      socket.destroy();
      resolve({ received: Buffer.concat(chunks), closed });
    };
    const impatience = setTimeout(() => end(false), milliseconds);
    socket.on('connect', () => talk(socket));
    socket.on('data', (chunk: Buffer) => {
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
