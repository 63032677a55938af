/** How large an operation may be: the same numbers on HTTP and on WebSocket. */
export const LIMITS = {
  /** Nested selections. The deepest sensible query, machines down to the blocks of their trials, has 11. */
  depth: 12,
  /** Fields that a query may make the server resolve, as `cost.rule` estimates them. */
  cost: 100_000,
  aliases: 20,
  /** Words and signs of the query's text. */
  tokens: 2000,
  /** Errors that validation reports before it gives up. */
  validationErrors: 20,
  httpBodyBytes: 2 ** 20,
  webSocketMessageBytes: 256 * 2 ** 10,
  /** A client that connects must say so within this time. */
  connectionInitMilliseconds: 5000,
  /** Operations under way at once on one connection. */
  operationsPerConnection: 20,
} as const;
