/** A command line that a person can paste into a shell. */

/** Asks the server at `address` for the outcome of the race: its verdict and who shares which tier. */
export function curlForRace(address: string, raceId: string, asks = false): string {
  const query = `{ race(id: "${raceId}") { status verdict standings { tier run { label } } } }`;
  return curl(address, query, asks);
}

/** Asks the server at `address` which engines it has. */
export function curlForEngines(address: string, asks = false): string {
  return curl(address, '{ engines { id version available } }', asks);
}

/** `asks`: the server wants to know who calls; the shell puts the token in, so that nobody reads it off the screen. */
function curl(address: string, query: string, asks: boolean): string {
  const body = JSON.stringify({ query });
  const who = asks ? ' -H "authorization: Bearer $PHOTOFINISH_TOKEN"' : '';
  return `curl -s ${address} -H 'content-type: application/json'${who} -d ${quote(body)}`;
}

/** POSIX: nothing is special between single quotes, save the quote itself. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
