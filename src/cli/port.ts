/** Whether a server could listen on an address, found out by trying. */
import { createServer } from 'node:net';

export type PortState = 'free' | 'taken' | 'forbidden' | 'no such address';

/** Listens for a moment; port 0 is always free. Throws only what none of the states covers. */
export async function probePort(host: string, port: number): Promise<PortState> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port }, resolve);
    });
    return 'free';
  } catch (error) {
    return explain(error as NodeJS.ErrnoException);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

function explain(error: NodeJS.ErrnoException): PortState {
  if (error.code === 'EADDRINUSE') return 'taken';
  if (error.code === 'EACCES') return 'forbidden';
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN')
    return 'no such address';
  throw error;
}
