/** The emitted schema against the contract that clients build on: more is free, less or different is not. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { emittedSchema } from '../../scripts/emit-schema';
import { buildApiSchema } from '../../src/resolvers/build-schema';

const contract = buildSchema(readFileSync(path.join(__dirname, 'contract.graphql'), 'utf8'));
const schema = buildApiSchema();

const input = ({ name, type, defaultValue }: GraphQLArgument | GraphQLInputField) =>
  `${name}: ${String(type)}${defaultValue === undefined ? '' : ` = ${JSON.stringify(defaultValue)}`}`;

/** Everything that a client can rely on, one line each. */
function promises(of: GraphQLSchema): Map<string, string[]> {
  const ours = Object.values(of.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
  return new Map(ours.map((type) => [`${type.constructor.name} ${type.name}`, promisesOfType(type)]));
}

function promisesOfType(type: GraphQLNamedType): string[] {
  if (isEnumType(type)) return type.getValues().map(({ name }) => name);
  if (isInputObjectType(type)) return Object.values(type.getFields()).map(input);
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  const fields = Object.values(type.getFields()).flatMap((field) => [
    `${field.name}: ${String(field.type)}`,
    ...field.args.map((argument) => `${field.name}(${input(argument)})`),
  ]);
  return [...fields, ...type.getInterfaces().map(({ name }) => `implements ${name}`)];
}

/** "race" of "race: Race" and of "race(id: ID!)". */
const fieldOf = (line: string) => line.replace(/[(:].*$/, '');

const promised = promises(contract);
const kept = promises(schema);

test('the contract was read: it has its types', () => expect(promised.size).toBeGreaterThan(50));

test.each([...promised])('%s is kept', (name, lines) => {
  // An input may be demanded no longer: whoever sends it goes on as before.
  const relaxed = (line: string) => (name.startsWith('GraphQLInputObjectType') ? line.replace(/!$/, '') : line);
  expect(kept.get(name)?.map(relaxed)).toEqual(expect.arrayContaining(lines.map(relaxed)));
});

test('enums and the arguments of the fields of the contract have exactly what it says', () => {
  for (const [name, lines] of promised) {
    const known = new Set(lines.filter((line) => !line.includes('(')).map(fieldOf));
    const exact = (line: string) =>
      name.startsWith('GraphQLEnumType') || (line.includes('(') && known.has(fieldOf(line)));
    expect([name, (kept.get(name) ?? []).filter(exact).sort()]).toEqual([name, lines.filter(exact).sort()]);
  }
});

test('nothing new is demanded of clients that know the contract alone', () => {
  for (const [name, lines] of promised) {
    if (!name.startsWith('GraphQLInputObjectType')) continue;
    const demanded = (kept.get(name) ?? []).filter((line) => line.endsWith('!'));
    expect(lines).toEqual(expect.arrayContaining(demanded));
  }
});

test('everything is described, for the schema is the documentation', () => {
  const undescribed = Object.values(schema.getTypeMap())
    .filter(({ name }) => !name.startsWith('__') && !['Query', 'Mutation', 'Subscription'].includes(name))
    .flatMap((type) => [
      ...(type.description ? [] : [type.name]),
      ...('getFields' in type
        ? Object.values(type.getFields()).flatMap((field) => (field.description ? [] : [`${type.name}.${field.name}`]))
        : []),
    ]);
  expect(undescribed).toEqual([]);
});

test('schema.graphql is what the code emits', () => {
  const file = path.join(__dirname, '../../schema.graphql');
  expect(readFileSync(file, 'utf8')).toBe(emittedSchema());
});
