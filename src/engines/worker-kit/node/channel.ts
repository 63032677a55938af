/** The worker's end of the wire: NDJSON on file descriptor 3, both ways. */
import * as net from 'node:net';
import { downMessage, type DownMessage, type UpMessage } from '../../../protocol/messages';

const DESCRIPTOR = 3;

/** Ends the process at once when the server's end closes: no worker outlives its server. */
export class Channel {
  private readonly socket = new net.Socket({ fd: DESCRIPTOR, readable: true, writable: true });
  private readonly lines: string[] = [];
  private rest = '';
  private wake: (() => void) | null = null;

  constructor() {
    this.socket.setEncoding('utf8');
    // Flowing, not pulled: the end of the stream must be noticed while a message is being worked on.
    this.socket.on('data', (chunk: string) => this.take(chunk));
    this.socket.on('end', () => process.exit(0));
    this.socket.on('error', () => process.exit(0));
  }

  /** Resolves when the message has been handed to the operating system. */
  send(message: UpMessage): Promise<void> {
    return new Promise((resolve) => {
      this.socket.write(`${JSON.stringify(message)}\n`, () => resolve());
    });
  }

  /** The next message; throws on one that is not of the protocol. */
  async next(): Promise<DownMessage> {
    for (;;) {
      const line = this.lines.shift();
      if (line !== undefined) return downMessage.parse(JSON.parse(line));
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  private take(chunk: string): void {
    const lines = (this.rest + chunk).split('\n');
    this.rest = lines.pop() ?? '';
    this.lines.push(...lines);
    this.wake?.();
  }
}
