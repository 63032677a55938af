/** The parser's messages without what they quote of the query. */
export const TOO_MANY_TOKENS = /Document contains more tha[nt] \d+ tokens/;

const EXPECTED = /^Syntax Error: Expected (\w+|"\W{1,3}"|"\w+"), found (<EOF>|\w+|"\W{1,3}")/;
const UNEXPECTED = /^Syntax Error: Unexpected (<EOF>|Name|Int|Float|String|BlockString|"\W{1,3}")/;

export function syntaxMessage(message: string): string {
  const expected = EXPECTED.exec(message);
  if (expected) return `Syntax error: expected ${expected[1]}, found ${expected[2]}.`;
  const unexpected = UNEXPECTED.exec(message);
  if (unexpected) return `Syntax error: unexpected ${unexpected[1]}.`;
  return 'Syntax error: this is not GraphQL.';
}
