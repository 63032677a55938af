/** The part of pg that we use ourselves; the package has no types of its own. */
declare module 'pg' {
  import type { Duplex } from 'node:stream';
  /** One connection. */
  export class Client {
    constructor(options: object);
    /** A promise where no callback is given. */
    query(...args: unknown[]): unknown;
    readonly connection: { readonly stream: Duplex };
  }
}
