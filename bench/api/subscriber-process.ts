/**
 * One process of subscribers, forked by `subscribers.ts`: opens its connections, follows one race on each, and tells what
 * came: whether every sequence number once and in order, and how long after it was stored. Speaks the protocol itself, so
 * that two thousand clients leave the machine some time.
 */
import WebSocket from 'ws';

export interface Task {
  readonly url: string;
  readonly raceId: string;
  readonly connections: number;
}

export interface Tally {
  readonly kind: 'tally';
  /** Connections whose subscription completed after events 1 to n, each once and in order, by their n. */
  readonly complete: Record<string, number>;
  readonly problems: string[];
  /** Messages by how many whole milliseconds they came after they were stored; those of the first second aside. */
  readonly lags: Record<string, number>;
}

const QUERY = `subscription ($raceId: ID!) { raceEvents(raceId: $raceId) { __typename sequence at
  ... on RaceStatusChanged { status }
  ... on RunPhaseChanged { phase run { label } }
  ... on RoundFinished { round progress running { run { label } ratioToLeader { value low high } } } } }`;
const MOST_PROBLEMS = 20;
/** Opened at once: the server takes them one after the other. */
const AT_ONCE = 25;

interface Message {
  readonly type: string;
  readonly payload?: { readonly data?: { readonly raceEvents: { readonly sequence: number; readonly at: string } } };
}

class Subscribers {
  private readonly complete: Record<string, number> = {};
  private readonly problems: string[] = [];
  private readonly lags: Record<string, number> = {};
  private openedAt = Infinity;
  private left: number;

  constructor(private readonly task: Task) {
    this.left = task.connections;
  }

  async open(): Promise<void> {
    for (let opened = 0; opened < this.task.connections; opened += AT_ONCE) {
      const count = Math.min(AT_ONCE, this.task.connections - opened);
      await Promise.all(Array.from({ length: count }, () => this.connect()));
    }
    this.openedAt = Date.now();
    process.send?.({ kind: 'open' });
  }

  private connect(): Promise<void> {
    return new Promise((resolve) => {
      const socket = new WebSocket(this.task.url, 'graphql-transport-ws');
      let sequence = 0;
      socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init' })));
      socket.on('error', (error) => this.problem(error.message));
      socket.on('close', () => {
        resolve();
        this.finished();
      });
      socket.on('message', (data: Buffer) => {
        const message = JSON.parse(data.toString()) as Message;
        if (message.type === 'connection_ack') {
          const payload = { query: QUERY, variables: { raceId: this.task.raceId } };
          socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload }));
        } else if (message.type === 'next') {
          sequence = this.event(message, sequence);
          resolve();
        } else if (message.type === 'complete') {
          this.complete[sequence] = (this.complete[sequence] ?? 0) + 1;
          socket.close();
        } else if (message.type === 'ping') socket.send('{"type":"pong"}');
        else this.problem(data.toString());
      });
    });
  }

  /** Returns the sequence number that came. */
  private event({ payload }: Message, before: number): number {
    const event = payload?.data?.raceEvents;
    if (event?.sequence !== before + 1) this.problem(`after ${before} came ${JSON.stringify(payload)}`);
    const storedAt = Date.parse(event?.at ?? '');
    if (storedAt > this.openedAt) {
      const lag = Math.max(0, Date.now() - storedAt);
      this.lags[lag] = (this.lags[lag] ?? 0) + 1;
    }
    return event?.sequence ?? before;
  }

  private problem(text: string): void {
    if (this.problems.length < MOST_PROBLEMS) this.problems.push(text);
  }

  private finished(): void {
    this.left -= 1;
    if (this.left > 0) return;
    const { complete, problems, lags } = this;
    process.send?.({ kind: 'tally', complete, problems, lags } satisfies Tally, () => process.disconnect());
  }
}

process.once('message', (task: Task) => void new Subscribers(task).open());
