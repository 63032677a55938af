/** A client that follows a race to its end, on whichever server answers, and writes down what it was told. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { ask } from './ask';
import type { Dice } from '../dice';
import type { Site } from './site';

export interface Told {
  readonly __typename: string;
  readonly sequence: number;
  readonly status?: string;
  readonly round?: number;
  readonly phase?: string;
}

export interface Heard extends Told {
  /** performance.now() */
  readonly at: number;
}

const FOLLOW = `subscription ($raceId: ID!, $after: SafeInt) { raceEvents(raceId: $raceId, after: $after) {
  __typename sequence ... on RaceStatusChanged { status } ... on RoundFinished { round } ... on RunPhaseChanged { phase } } }`;
const TRIALS = `query ($id: ID!) { race(id: $id) { runs { trials(first: 100) { edges { node { id } } } } } }`;

interface TrialsView {
  readonly race: {
    readonly runs: readonly { readonly trials: { readonly edges: readonly { node: { id: string } }[] } }[];
  } | null;
}

const ENDED = ['FINISHED', 'CANCELLED', 'FAILED', 'INTERRUPTED'];
const RECONNECT_MILLISECONDS = 100;

export class Follower {
  readonly heard: Heard[] = [];
  /** Ids of trials that the API showed. */
  readonly shown = new Set<string>();
  /** The server that tells it just now. */
  address = '';
  private readonly stopping = new AbortController();

  constructor(
    private readonly site: Site,
    readonly raceId: string,
    private readonly chance: Dice,
  ) {}

  get ended(): boolean {
    return ENDED.includes(this.heard.at(-1)?.status ?? '');
  }

  /** Resolves when the race has ended, or after `stop`. */
  async run(): Promise<void> {
    while (!this.ended && !this.stopping.signal.aborted) {
      const { addresses } = this.site;
      if (addresses.length > 0) {
        this.address = this.chance.pick(addresses);
        await this.listen(this.address).catch(() => undefined);
      }
      if (!this.ended) await sleep(RECONNECT_MILLISECONDS);
    }
  }

  stop(): void {
    this.stopping.abort();
  }

  private async listen(address: string): Promise<void> {
    const client = createClient({ url: address.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
    const variables = { raceId: this.raceId, after: this.heard.at(-1)?.sequence ?? 0 };
    const events = client.iterate<{ raceEvents: Told }>({ query: FOLLOW, variables });
    const leave = () => void events.return?.();
    this.stopping.signal.addEventListener('abort', leave, { once: true });
    try {
      for await (const { data } of events) {
        if (!data) return;
        this.heard.push({ ...data.raceEvents, at: performance.now() });
        if (data.raceEvents.round !== undefined) void this.lookAtTrials(address);
      }
    } finally {
      this.stopping.signal.removeEventListener('abort', leave);
      await client.dispose();
    }
  }

  private async lookAtTrials(address: string): Promise<void> {
    // A server that is gone shows nothing.
    const view = await ask<TrialsView>(address, TRIALS, { id: this.raceId }).catch(() => null);
    for (const { trials } of view?.race?.runs ?? []) for (const { node } of trials.edges) this.shown.add(node.id);
  }
}
