/** What is made of valid operations: wrong in one place or in several, by words and by the syntax tree. */
import { Kind, parse, print, visit, type ASTNode } from 'graphql';
import type { Dice } from '../dice';
import type { Operation } from './documents';
import { hostileNumber, hostileText, hostileValue } from './hostile-values';

const WORD = /"(?:[^"\\]|\\.)*"|[A-Za-z_]\w*|-?\d+(?:\.\d+)?|\.\.\.|\S/g;
const STRAY = [
  '{',
  '}',
  '(',
  ')',
  '...',
  '@',
  '$',
  '!',
  '|',
  '&',
  '"',
  '"""',
  '\\',
  '#',
  'on',
  'fragment',
  'null',
  '\ufeff',
];
const NAMES = ['__schema', '__typename', '__proto__', 'constructor', 'id', 'races', 'x'.repeat(300), 'Query', 'node'];

/** Of the same operation, mostly wrong in a way or two. */
export function mutated(operation: Operation, dice: Dice): Operation {
  switch (dice.int(0, 3)) {
    case 0:
      return { ...operation, query: withOtherWords(operation.query, dice) };
    case 1:
      return { ...operation, query: withOtherNodes(operation.query, dice) };
    case 2:
      return { ...operation, variables: withOtherVariables(operation.variables, dice) };
    default:
      return repeated(operation, dice);
  }
}

function withOtherWords(query: string, dice: Dice): string {
  const words: string[] = query.match(WORD) ?? [];
  for (let edit = dice.int(1, 4); edit > 0; edit--) {
    const at = dice.int(0, Math.max(0, words.length - 1));
    const other = dice.chance(0.5) ? dice.pick(STRAY) : (words[dice.int(0, words.length - 1)] ?? '');
    const edits = [
      () => words.splice(at, 1),
      () => words.splice(at, 0, other),
      () => words.splice(at, 1, other),
      () => words.splice(at, 0, ...words.slice(at, at + dice.int(1, 40))),
      () => words.splice(at, 1, JSON.stringify(hostileText(dice))),
      () => words.splice(at),
    ];
    dice.pick(edits)();
  }
  return words.join(dice.chance(0.1) ? dice.pick([',', '\t', '\r\n', '\u0000', ' # \u2028\n']) : ' ');
}

function withOtherNodes(query: string, dice: Dice): string {
  const literal = (node: ASTNode): ASTNode | null | undefined => {
    if (!dice.chance(0.1)) return undefined;
    if (node.kind === Kind.NAME) return { ...node, value: dice.pick(NAMES) };
    if (node.kind === Kind.FIELD)
      return dice.chance(0.5) ? null : { ...node, alias: { kind: Kind.NAME, value: 'same' } };
    if (node.kind === Kind.STRING) return { ...node, value: hostileText(dice) };
    if (node.kind === Kind.INT)
      return { ...node, value: String(hostileNumber(dice)).replace('Infinity', '9'.repeat(400)) };
    if (node.kind === Kind.ENUM) return { kind: Kind.STRING, value: hostileText(dice) };
    if (node.kind === Kind.SELECTION_SET) return { ...node, selections: [...node.selections, ...node.selections] };
    if (node.kind === Kind.OBJECT) return { kind: Kind.LIST, values: [node, node] };
    if (node.kind === Kind.OPERATION_DEFINITION)
      return { ...node, operation: dice.pick(['query', 'mutation', 'subscription'] as never[]) };
    return undefined;
  };
  return print(visit(parse(query), { enter: literal }));
}

function withOtherVariables(variables: Record<string, unknown>, dice: Dice): Record<string, unknown> {
  const names = Object.keys(variables);
  if (names.length === 0) return { v1: hostileValue(dice) };
  return Object.fromEntries(
    names.map((name) => [name, dice.chance(0.6) ? spoilt(variables[name], dice) : variables[name]]),
  );
}

/** Somewhere within it. */
function spoilt(value: unknown, dice: Dice): unknown {
  if (typeof value !== 'object' || value === null || dice.chance(0.2)) return hostileValue(dice);
  if (Array.isArray(value))
    return dice.chance(0.1) ? Array(dice.int(20, 900)).fill(value[0]) : value.map((item) => spoilt(item, dice));
  const entries = Object.entries(value).map(
    ([name, item]) => [name, dice.chance(0.3) ? spoilt(item, dice) : item] as const,
  );
  return Object.fromEntries(dice.chance(0.2) ? [...entries, [hostileText(dice), 1]] : entries);
}

/** The same again and again: cycles, depth, breadth. */
function repeated({ query, variables }: Operation, dice: Dice): Operation {
  const count = dice.int(2, 600);
  const bodies = [
    () => `{ engines { ${'id '.repeat(count)} } }`,
    () => `{ ${'engines { id variants { id } } '.repeat(Math.ceil(count / 6))} }`,
    () => `{ ${Array.from({ length: count }, (_, index) => `a${index}: engines { id }`).join(' ')} }`,
    () =>
      `{ ...f0 } ${Array.from({ length: Math.ceil(count / 6) }, (_, index) => `fragment f${index} on Query { ...f${index + 1} ...f${index + 1} }`).join(' ')}`,
    () => `{ ...f } fragment f on Query { engines { id } ...f }`,
    () =>
      `{ races { edges { node { ${'runs { race { '.repeat(Math.ceil(count / 40))} id ${'} }'.repeat(Math.ceil(count / 40))} } } } }`,
    () =>
      `{ __schema { ${Array.from({ length: dice.int(1, 19) }, (_, index) => `t${index}: types { name fields { name args { name } type { name } } }`).join(' ')} } }`,
    () =>
      `query (${Array.from({ length: Math.ceil(count / 2) }, (_, index) => `$v${index}: ID`).join(' ')}) { engines { id } }`,
    () => `{ engines ${'@skip(if: false) '.repeat(Math.ceil(count / 4))} { id } }`,
    () => `{ races(filter: { engine: ${'['.repeat(count)}${']'.repeat(count)} }) { totalCount } }`,
    () => `{ ${'x'.repeat(count * 300)} }`,
    () => `#${'x'.repeat(count * 1000)}\n${query}`,
    () => `{ engine(id: """${' \n'.repeat(count * 100)}""") { id } }`,
    () => `${query} ${query} ${query}`,
  ];
  return { query: dice.pick(bodies)(), variables };
}
