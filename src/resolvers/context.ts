/** What every resolver gets. */
import { createLoaders, type Loaders } from './loaders';
import type { ApiServices } from './services';

export interface ApiContext {
  readonly services: ApiServices;
  /** Of this request, or of this event of a subscription: what they cache must not outlive it. */
  loaders: Loaders;
}

/** One per operation. */
export function createContext(services: ApiServices): ApiContext {
  return { services, loaders: createLoaders(services) };
}

/** Before each event of a subscription: its fields show the rows as they are now. */
export function forgetLoadedRows(context: ApiContext): void {
  context.loaders = createLoaders(context.services);
}
