/**
 * Another client, in a process of its own, who does nothing wrong: asks an ordinary question 25 times a second, and once a
 * second subscribes to a race, cancels it, and waits for the event that says so. Measures from the moment a question was
 * due, whatever became of the one before. Talks with whoever started it by `Command` and `Measured`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { CANCEL, FOLLOW, QUESTION, START } from './ordinary-queries';

export interface Command {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}
/** Milliseconds. */
export interface Samples {
  readonly question: number[];
  readonly event: number[];
}
export type Window = 'calm' | 'attacked';
export interface Measured {
  readonly calm: Samples;
  readonly attacked: Samples;
  /** In words. */
  readonly failures: readonly string[];
  /** Races that it started and saw cancelled. */
  readonly raceIds: readonly string[];
}

const QUESTION_MILLISECONDS = 40;
const EVENT_MILLISECONDS = 1000;
const PATIENCE_MILLISECONDS = 60_000;
class Bystander {
  private window: Window | null = null;
  private readonly measured = {
    calm: { question: [] as number[], event: [] as number[] },
    attacked: { question: [] as number[], event: [] as number[] },
    failures: [] as string[],
    raceIds: [] as string[],
  };
  private readonly underWay = new Set<Promise<void>>();
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(private readonly command: Command) {
    const often = (milliseconds: number, work: (due: number) => Promise<void>) =>
      this.timers.push(setInterval(() => this.begin(work(performance.now())), milliseconds));
    often(QUESTION_MILLISECONDS, (due) => this.question(due));
    often(EVENT_MILLISECONDS, () => this.event());
  }

  /** Null: what is measured does not count. */
  enter(window: Window | null): void {
    this.window = window;
  }

  async end(): Promise<Measured> {
    for (const timer of this.timers) clearInterval(timer);
    await Promise.allSettled(this.underWay);
    return this.measured;
  }

  private begin(work: Promise<void>): void {
    const kept = inTime(work).catch((error: unknown) => void this.measured.failures.push(String(error)));
    this.underWay.add(kept);
    void kept.then(() => this.underWay.delete(kept));
  }

  private async question(due: number): Promise<void> {
    const { window } = this;
    await this.ask(QUESTION);
    if (window) this.measured[window].question.push(performance.now() - due);
  }

  /** From the moment that the cancelling is sent to the moment that a subscriber hears of it. */
  private async event(): Promise<void> {
    const { window } = this;
    const { startRace } = (await this.ask(START)) as { startRace: { id: string } };
    const { headers, url } = this.command;
    class WithHeaders extends WebSocket {
      constructor(address: string, protocols: string) {
        super(address, protocols, { headers });
      }
    }
    const client = createClient({ url: url.replace('http', 'ws'), webSocketImpl: WithHeaders, retryAttempts: 0 });
    try {
      const variables = { id: startRace.id };
      let begun = Number.NaN;
      for await (const { errors } of client.iterate({ query: FOLLOW, variables })) {
        if (errors) throw new Error(JSON.stringify(errors));
        if (!Number.isNaN(begun)) break;
        begun = performance.now();
        void this.ask(CANCEL, variables).catch(() => undefined);
      }
      if (window) this.measured[window].event.push(performance.now() - begun);
      this.measured.raceIds.push(startRace.id);
    } finally {
      await client.dispose();
    }
  }

  private async ask(query: string, variables: Record<string, unknown> = {}): Promise<unknown> {
    const { url, headers } = this.command;
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    };
    const response = await fetch(url, init);
    const { data, errors } = (await response.json()) as { data?: unknown; errors?: unknown };
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  }
}

async function inTime(work: Promise<void>): Promise<void> {
  const impatience = new AbortController();
  const late = sleep(PATIENCE_MILLISECONDS, undefined, { signal: impatience.signal }).then(
    () => Promise.reject(new Error(`Not answered within ${PATIENCE_MILLISECONDS} ms`)),
    () => undefined,
  );
  await Promise.race([work, late]).finally(() => impatience.abort());
}

let bystander: Bystander | null = null;
process.on('message', (message: Command | { window: Window | null } | 'end') => {
  if (message === 'end') void bystander?.end().then((measured) => process.send?.(measured, () => process.exit(0)));
  else if ('window' in message) bystander?.enter(message.window);
  else bystander = new Bystander(message);
});
