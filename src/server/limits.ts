/** How large an operation may be: the same numbers on HTTP and on WebSocket. */
export const LIMITS = {
  /** Nested selections. The deepest sensible query, machines down to the blocks of their trials, has 11. */
  depth: 12,
  /** Fields that a query may make the server resolve, as `cost.rule` estimates them. */
  cost: 100_000,
  aliases: 20,
  /** Words and signs of the query's text. */
  tokens: 2000,
  /** Of the query's text: a comment, a text or a name may be long where words and signs are few. */
  queryCharacters: 2 ** 16,
  /** How often one place of the answer may be selected: whether they agree is asked of each two of them. */
  repeats: 20,
  /** Values in the variables, however they are nested. The largest sensible input, 512 layers, has about 4000. */
  variableValues: 10_000,
  /** Of one object in the variables. The largest input object has 25; complaints about one quote it whole. */
  variableFields: 64,
  /** Complaints about variables before the rest is not looked at. */
  variableFaults: 5,
  /** Errors that validation reports before it gives up. */
  validationErrors: 20,
  httpBodyBytes: 2 ** 20,
  webSocketMessageBytes: 256 * 2 ** 10,
  /** A client that connects must say so within this time. */
  connectionInitMilliseconds: 5000,
  /** Operations under way at once on one connection. */
  operationsPerConnection: 20,
} as const;
