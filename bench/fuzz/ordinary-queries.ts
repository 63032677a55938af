/** What a client asks who means no harm. */
export const QUESTION =
  '{ races(first: 5) { totalCount edges { node { id status label verdict workload { id } runs { label status } } } } }';
/** A race that waits for a machine that never comes. */
export const START = `mutation { startRace(input: { workload: "mlp", threads: 1, effort: QUICK, hardware: { labels: ["nowhere"] },
  entrants: [{ engine: "fake" }, { engine: "fake", label: "b" }] }) { id } }`;
export const FOLLOW = 'subscription ($id: ID!) { raceEvents(raceId: $id) { __typename sequence } }';
export const CANCEL = 'mutation ($id: ID!) { cancelRace(id: $id) { id } }';
/** One that the fake engine runs to its end, so that there are runs, trials and blocks to ask for. */
export const RACE = `mutation { startRace(input: { workload: "mlp", threads: 1, effort: QUICK, budgetSeconds: 10,
  entrants: [{ engine: "fake" }, { engine: "fake", variant: "twice" }] }) { id runs { id } } }`;
export const STATUS = 'query ($id: ID!) { race(id: $id) { status } }';
export const NOT_ENDED =
  '{ queued: races(first: 100, filter: { status: QUEUED }) { edges { node { id } } } running: races(first: 100, filter: { status: RUNNING }) { edges { node { id } } } }';
