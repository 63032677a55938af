/** Binding the port, with a sentence for the person at the keyboard where that fails. */
import type { Server } from 'node:http';

/** Its message says what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

const SENTENCES: Readonly<Record<string, (host: string, port: number) => string>> = {
  EADDRINUSE: (host, port) =>
    `Port ${port} on ${host} is taken by another program. End that one, or set PORT to another port (0 takes a free one).`,
  EACCES: (_host, port) => `Port ${port} may not be used by this user. Set PORT to one above 1023.`,
  EADDRNOTAVAIL: (host) =>
    `${host} is not an address of this machine. Set HOST to 127.0.0.1, or to 0.0.0.0 for all addresses (with PHOTOFINISH_AUTH).`,
  ENOTFOUND: (host) =>
    `${host} is not a known address. Set HOST to 127.0.0.1, or to 0.0.0.0 for all addresses (with PHOTOFINISH_AUTH).`,
};

/** Throws `ListenError`. */
export async function listen(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => {
      const sentence = SENTENCES[error.code ?? '']?.(host, port);
      reject(new ListenError(sentence ?? `The server cannot listen on ${host}, port ${port}.`, { cause: error }));
    };
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      resolve();
    });
  });
}
