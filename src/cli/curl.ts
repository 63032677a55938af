/** A command line that a person can paste into a shell. */

/** Asks the server at `address` for the outcome of the race: its verdict and who shares which tier. */
export function curlForRace(address: string, raceId: string): string {
  const query = `{ race(id: "${raceId}") { status verdict standings { tier run { label } } } }`;
  return curl(address, query);
}

/** Asks the server at `address` which engines it has. */
export function curlForEngines(address: string): string {
  return curl(address, '{ engines { id version available } }');
}

function curl(address: string, query: string): string {
  const body = JSON.stringify({ query });
  return `curl -s ${address} -H 'content-type: application/json' -d ${quote(body)}`;
}

/** POSIX: nothing is special between single quotes, save the quote itself. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
