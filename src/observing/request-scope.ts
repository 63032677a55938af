/** The id of the request that is being answered, for every line that is logged meanwhile. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

const scope = new AsyncLocalStorage<string>();

/** Ids of proxies and of other services: plain, so that they can neither forge a line nor fill a log. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;

/** The client's own id of its request where it is short and plain, else a new one. */
export function requestIdFrom(offered: string | readonly string[] | undefined): string {
  return typeof offered === 'string' && PLAIN.test(offered) ? offered : randomUUID();
}

/** Whatever `work` does, also later, belongs to this request. */
export function withRequestId<T>(requestId: string, work: () => T): T {
  return scope.run(requestId, work);
}

export function currentRequestId(): string | null {
  return scope.getStore() ?? null;
}
