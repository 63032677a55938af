/** A network link of one machine to one service, as a TCP proxy: it can be cut without a word, and come back. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
}

export class Link {
  private readonly pairs = new Set<Pair>();
  private cut = false;

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {}

  static async to(target: string): Promise<Link> {
    const server = createServer();
    const link = new Link(server, new URL(target));
    server.on('connection', (near) => link.join(near));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return link;
  }

  /** The address of the service, over this link. */
  get url(): string {
    const url = new URL(this.target);
    url.port = String((this.server.address() as AddressInfo).port);
    return url.toString();
  }

  /** Nothing gets through any more, and neither side is told. */
  silence(): void {
    this.cut = true;
    for (const { near, far } of this.pairs) {
      near.pause();
      far.pause();
    }
  }

  /** What was sent meanwhile arrives. */
  resume(): void {
    this.cut = false;
    for (const { near, far } of this.pairs) {
      near.resume();
      far.resume();
    }
  }

  /** Every connection is broken, as by a firewall that forgot them; new ones get through. */
  reset(): void {
    this.cut = false;
    for (const { near, far } of this.pairs) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  }

  async close(): Promise<void> {
    for (const { near, far } of this.pairs) {
      near.destroy();
      far.destroy();
    }
    this.server.close();
    await once(this.server, 'close');
  }

  private join(near: Socket): void {
    const far = connect(Number(this.target.port), this.target.hostname);
    const pair = { near, far };
    this.pairs.add(pair);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.setNoDelay(true);
      // Who closed it, and how, is told by closing the other side.
      one.on('error', () => undefined);
      one.on('close', () => {
        this.pairs.delete(pair);
        other.destroy();
      });
      one.on('data', (chunk: Buffer) => void other.write(chunk));
    }
    if (this.cut) this.silence();
  }
}
