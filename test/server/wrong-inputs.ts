/** What clients get wrong. `SECRET` must never come back. */
import { newId } from '../../src/entities/ids';

const START = 'mutation ($input: StartRaceInput!) { startRace(input: $input) { id } }';
export const SECRET = 'zz-secret-zz';
const entrants = [{ engine: 'alpha' }];
const mlp = { workload: 'mlp', entrants };
const literal = (fields: string) => `mutation { startRace(input: { ${fields} }) { id } }`;

/** [what, query, variables, field at fault] */
export const WRONG_INPUTS: readonly (readonly [string, string, object | undefined, string])[] = [
  ['an unknown workload', START, { input: { ...mlp, workload: SECRET } }, 'input.workload'],
  ['an unknown engine', START, { input: { ...mlp, entrants: [{ engine: SECRET }] } }, 'input.entrants[0].engine'],
  [
    'an unknown variant',
    START,
    { input: { ...mlp, entrants: [{ engine: 'alpha', variant: SECRET }] } },
    'input.entrants[0].variant',
  ],
  ['no entrants', START, { input: { ...mlp, entrants: [] } }, 'input.entrants'],
  [
    'seventeen entrants',
    START,
    { input: { ...mlp, entrants: Array.from({ length: 17 }, (_, index) => ({ engine: 'alpha', label: `${index}` })) } },
    'input.entrants',
  ],
  [
    'the same entrant twice',
    START,
    { input: { ...mlp, entrants: [...entrants, ...entrants] } },
    'input.entrants[1].label',
  ],
  [
    '65 parameters',
    START,
    { input: { ...mlp, parameters: Array.from({ length: 65 }, () => ({ name: 'units', value: 1 })) } },
    'input.parameters',
  ],
  ['batch 0', START, { input: { ...mlp, batchSize: 0 } }, 'input.batchSize'],
  ['a long label', START, { input: { ...mlp, label: SECRET.repeat(20) } }, 'input.label'],
  ['a label with a control character', START, { input: { ...mlp, label: `${SECRET}\u0000` } }, 'input.label'],
  ['a long key', START, { input: { ...mlp, idempotencyKey: SECRET.repeat(20) } }, 'input.idempotencyKey'],
  ['an empty key', START, { input: { ...mlp, idempotencyKey: ' ' } }, 'input.idempotencyKey'],
  [
    'a long entrant label',
    START,
    { input: { ...mlp, entrants: [{ engine: 'alpha', label: SECRET.repeat(20) }] } },
    'input.entrants[0].label',
  ],
  ['a negative seed', START, { input: { ...mlp, seed: -1 } }, 'input.seed'],
  ['a variable of the wrong type', START, { input: { ...mlp, batchSize: SECRET } }, 'input.batchSize'],
  [
    'a wrong type in a list',
    START,
    { input: { ...mlp, entrants: [...entrants, { engine: { a: SECRET } }] } },
    'input.entrants[1].engine',
  ],
  ['a number where an object belongs', START, { input: { ...mlp, entrants: [7] } }, 'input.entrants[0]'],
  ['a wrong enum value', START, { input: { ...mlp, task: SECRET } }, 'input.task'],
  ['an unknown field', START, { input: { ...mlp, [SECRET]: 1 } }, 'input'],
  ['a missing field', START, { input: { entrants } }, 'input.workload'],
  [
    'a missing field in a list',
    START,
    { input: { ...mlp, entrants: [{ label: SECRET }] } },
    'input.entrants[0].engine',
  ],
  ['null where something is required', START, { input: { ...mlp, workload: null } }, 'input.workload'],
  ['a null variable', START, { input: null }, 'input'],
  ['a missing variable', START, {}, 'input'],
  ['a seed that is no integer', START, { input: { ...mlp, seed: 1.5 } }, 'input.seed'],
  [
    'a text that pretends to be a place',
    START,
    { input: { ...mlp, batchSize: `x at "input.label"; ${SECRET}` } },
    'input.batchSize',
  ],
  [
    'a literal of the wrong type',
    literal(`workload: "mlp", entrants: [{ engine: "alpha" }], batchSize: "${SECRET}"`),
    undefined,
    'input.batchSize',
  ],
  [
    'a literal enum value that is none',
    literal('workload: "mlp", entrants: [{ engine: "alpha" }], task: ZZSECRETZZ'),
    undefined,
    'input.task',
  ],
  ['a literal missing a field', literal('entrants: [{ engine: "alpha" }]'), undefined, 'input.workload'],
  [
    'a literal missing a field in a list',
    literal('workload: "mlp", entrants: [{ engine: "alpha" }, { label: "b" }]'),
    undefined,
    'input.entrants[1].engine',
  ],
  [
    'a literal with an unknown field',
    literal('workload: "mlp", entrants: [{ engine: "alpha" }], zz: 1'),
    undefined,
    'input',
  ],
  [
    'a literal null where something is required',
    literal('workload: null, entrants: [{ engine: "alpha" }]'),
    undefined,
    'input.workload',
  ],
  ['a malformed race id', `{ race(id: "${SECRET}") { id } }`, undefined, 'id'],
  ["another kind's id", `{ race(id: "${newId('run')}") { id } }`, undefined, 'id'],
  ['a malformed run id', `{ run(id: "../../etc/passwd") { id } }`, undefined, 'id'],
  ['a malformed engine id', '{ engine(id: "No Engine") { id } }', undefined, 'id'],
  ['a malformed workload id', '{ workload(id: "") { id } }', undefined, 'id'],
  ['a malformed node id', '{ node(id: "race_x") { id } }', undefined, 'id'],
  ['a malformed id to cancel', 'mutation { cancelRace(id: "1") { id } }', undefined, 'id'],
  ['a malformed id to delete', 'mutation { deleteRace(id: "1") }', undefined, 'id'],
  ['a missing argument', '{ race { id } }', undefined, 'id'],
  ['an argument by a variable that is null', 'query ($n: ID = "x") { race(id: $n) { id } }', { n: null }, 'id'],
  ['a malformed cursor', `{ races(after: "${SECRET}") { totalCount } }`, undefined, 'after'],
  [
    'a cursor of JSON that is none',
    `{ races(after: "${Buffer.from('{"a":1}').toString('base64url')}") { totalCount } }`,
    undefined,
    'after',
  ],
  [
    "another list's cursor",
    `{ races(after: "${Buffer.from(JSON.stringify(['hw', 1, newId('hw')])).toString('base64url')}") { totalCount } }`,
    undefined,
    'after',
  ],
  [
    'a malformed machine in the filter',
    '{ races(filter: { hardware: "x" }) { totalCount } }',
    undefined,
    'filter.hardware',
  ],
  [
    'a malformed engine in the filter',
    '{ races(filter: { engine: "\\u0000" }) { totalCount } }',
    undefined,
    'filter.engine',
  ],
  [
    'a malformed label in the filter',
    '{ races(filter: { label: "\\u0000" }) { totalCount } }',
    undefined,
    'filter.label',
  ],
  [
    'a malformed moment in the filter',
    `{ races(filter: { since: "${SECRET}" }) { totalCount } }`,
    undefined,
    'filter.since',
  ],
];
