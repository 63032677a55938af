/** What every resolver gets. */
import type { Caller } from '../racing/caller';
import type { Operation } from '../observing/operation';
import { ownerOf, projectsOf, type Principal } from '../auth/principal';
import { createLoaders, type Loaders } from './loaders';
import type { ApiServices } from './services';

export interface ApiContext {
  readonly services: ApiServices;
  /** What is answered with it. */
  readonly operation: Operation;
  /** Who asks: what stands in the audit trail. */
  readonly caller: Caller;
  /** Who asks. */
  readonly principal: Principal;
  /** Of this request, or of this event of a subscription: what they cache must not outlive it. */
  loaders: Loaders;
}

/** One per operation. Whatever it reads, it reads as the principal: what is of other projects does not exist for it. */
export function createContext(all: ApiServices, principal: Principal, operation: Operation): ApiContext {
  const services = within(projectsOf(principal), all);
  const caller: Caller = { actor: ownerOf(principal), traceParent: operation.traceParent };
  return { services, principal, operation, caller, loaders: createLoaders(services) };
}

function within(projects: readonly string[] | null, services: ApiServices): ApiServices {
  if (projects === null) return services;
  const reader = services.reader.within(projects);
  const sweepReader = services.sweepReader.within(projects);
  const reportReader = services.reportReader.within(projects);
  return { ...services, reader, sweepReader, reportReader, postHoc: services.postHoc.within(reader) };
}

/** Before each event of a subscription: its fields show the rows as they are now. */
export function forgetLoadedRows(context: ApiContext): void {
  context.loaders = createLoaders(context.services);
}
