/** Who runs the server that is attacked: asks it in the ordinary way, and ends what the attackers asked it to measure. */
import { setTimeout as sleep } from 'node:timers/promises';
import { CANCEL, NOT_ENDED } from './ordinary-queries';

const PATIENCE_MILLISECONDS = 120_000;

interface Page {
  readonly edges: readonly { readonly node: { readonly id: string } }[];
}

export class Owner {
  constructor(
    private readonly url: string,
    private readonly token: string | null,
  ) {}

  /** Throws where it is not answered. */
  async ask<Data>(query: string, variables: object = {}): Promise<Data> {
    const headers = {
      'content-type': 'application/json',
      ...(this.token !== null && { authorization: `Bearer ${this.token}` }),
    };
    const response = await fetch(this.url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    const { data, errors } = (await response.json()) as { data: Data; errors?: unknown };
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  }

  /** Until no race waits or is measured: what it holds would count as the server's. */
  async endRaces(): Promise<void> {
    for (const deadline = Date.now() + PATIENCE_MILLISECONDS; ; await sleep(500)) {
      try {
        const pages = Object.values(await this.ask<Record<string, Page>>(NOT_ENDED));
        const ids = pages.flatMap(({ edges }) => edges.map(({ node }) => node.id));
        if (ids.length === 0) return;
        for (const id of ids) await this.ask(CANCEL, { id });
      } catch (error) {
        // A race may have ended by itself meanwhile, and with the usual rates the owner has one too.
        if (Date.now() > deadline) throw error;
      }
    }
  }
}
