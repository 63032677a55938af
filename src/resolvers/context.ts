/** What every resolver gets. */
import { NOBODY, type Caller } from '../racing/caller';
import type { Operation } from '../observing/operation';
import { createLoaders, type Loaders } from './loaders';
import type { ApiServices } from './services';

export interface ApiContext {
  readonly services: ApiServices;
  /** What is answered with it. */
  readonly operation: Operation;
  /** Who asks: what stands in the audit trail. */
  readonly caller: Caller;
  /** Of this request, or of this event of a subscription: what they cache must not outlive it. */
  loaders: Loaders;
}

/** One per operation. */
export function createContext(services: ApiServices, operation: Operation): ApiContext {
  const caller = { ...NOBODY, traceParent: operation.traceParent };
  return { services, operation, caller, loaders: createLoaders(services) };
}

/** Before each event of a subscription: its fields show the rows as they are now. */
export function forgetLoadedRows(context: ApiContext): void {
  context.loaders = createLoaders(context.services);
}
