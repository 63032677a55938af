/** The request that is being answered: its id, for every line that is logged meanwhile, and who is told when it goes on. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

interface Scope {
  readonly requestId: string;
  readonly goesOn: (() => void) | undefined;
}

const scope = new AsyncLocalStorage<Scope>();

/** Ids of proxies and of other services: plain, so that they can neither forge a line nor fill a log. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;

/** The client's own id of its request where it is short and plain, else a new one. */
export function requestIdFrom(offered: string | readonly string[] | undefined): string {
  return typeof offered === 'string' && PLAIN.test(offered) ? offered : randomUUID();
}

/** Whatever `work` does, also later, belongs to this request. `goesOn` is told whenever it does, after it waited. */
export function withRequestId<T>(requestId: string, work: () => T, goesOn?: () => void): T {
  return scope.run({ requestId, goesOn }, work);
}

export function currentRequestId(): string | null {
  return scope.getStore()?.requestId ?? null;
}

/** What it waited for is there. */
export function requestGoesOn(): void {
  scope.getStore()?.goesOn?.();
}
