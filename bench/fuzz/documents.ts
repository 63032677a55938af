/** Valid operations, from the schema: every root field, fragments, aliases, directives, variables. */
import {
  astFromValue,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  print,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import type { Dice } from '../dice';

export interface Operation {
  readonly query: string;
  readonly variables: Record<string, unknown>;
  readonly operationName?: string;
}

/** Ids that exist, by what they are of. */
export type KnownIds = Readonly<Record<string, readonly string[]>>;

/** By the names of fields and arguments: what the server takes. No race that is accepted finds a machine. */
const WORDS: Readonly<Record<string, readonly unknown[]>> = {
  workload: ['mlp', 'lstm', 'gemm', 'transformer-encoder'],
  engine: ['fake', 'pytorch', 'jax', 'keras'],
  labels: [['nowhere']],
  effort: ['QUICK'],
  budgetSeconds: [10],
  first: [1, 2, 10, 50],
  confidence: [0.9, 0.95],
  practicalDifference: [0.02, 0.05],
  name: ['units', 'n', 'layers'],
  threads: [1],
  shape: [[4], [8, 8]],
};
const UNIONS = 2;

export class DocumentWriter {
  constructor(
    private readonly schema: GraphQLSchema,
    private readonly known: KnownIds,
  ) {}

  write(dice: Dice): Operation {
    const kind = dice.pick(['query', 'query', 'query', 'query', 'mutation', 'mutation', 'subscription'] as const);
    const root = { query: this.schema.getQueryType(), mutation: this.schema.getMutationType() };
    const type = kind === 'subscription' ? this.schema.getSubscriptionType() : root[kind];
    if (!type) throw new Error(`There is no ${kind}`);
    return new OneDocument(this.schema, this.known, dice).write(kind, type);
  }
}

class OneDocument {
  private readonly definitions: string[] = [];
  private readonly variables: Record<string, unknown> = {};
  private readonly fragments: string[] = [];
  private count = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly known: KnownIds,
    private readonly dice: Dice,
  ) {}

  write(kind: string, root: GraphQLObjectType): Operation {
    const { dice } = this;
    const fields = Object.values(root.getFields());
    const roots = kind === 'subscription' ? 1 : dice.int(1, 2);
    const selected = Array.from({ length: roots }, () => this.field(dice.pick(fields), dice.int(1, 4)));
    const variables = this.definitions.length > 0 ? `(${this.definitions.join(' ')})` : '';
    const query = `${kind} Fuzz${variables} { ${selected.join(' ')} } ${this.fragments.join(' ')}`;
    return { query, variables: this.variables, ...(dice.chance(0.3) && { operationName: 'Fuzz' }) };
  }

  /** Under a name of its own: two of them never conflict. */
  private field(field: GraphQLField<unknown, unknown>, depth: number): string {
    const { dice } = this;
    const given = field.args.filter(({ type }) => isNonNullType(type) || dice.chance(0.3));
    const texts = given.map(({ name, type }) => `${name}: ${this.argument(name, type, `${field.name}Id`)}`);
    const alias = dice.chance(0.15) || texts.length > 0 ? `a${(this.count += 1)}: ` : '';
    const head = `${alias}${field.name}${texts.length > 0 ? `(${texts.join(', ')})` : ''}${this.directive()}`;
    const type = getNamedType(field.type);
    return isCompositeType(type) ? `${head} { ${this.selections(type, depth - 1)} }` : head;
  }

  private selections(type: GraphQLCompositeType, depth: number): string {
    const { dice } = this;
    if (isAbstractType(type)) {
      const types = [...this.schema.getPossibleTypes(type)];
      const parts = Array.from({ length: UNIONS }, () => dice.pick(types));
      const each = [...new Set(parts)].map((one) => `... on ${one.name} { ${this.selections(one, depth)} }`);
      return `__typename ${each.join(' ')}`;
    }
    const fields = Object.values(type.getFields());
    const leaves = fields.filter((field) => isLeafType(getNamedType(field.type)) && field.args.length === 0);
    const objects = depth > 0 ? fields.filter((field) => isCompositeType(getNamedType(field.type))) : [];
    const chosen = [
      ...Array.from({ length: dice.int(1, 4) }, () => dice.pick([...leaves, null])),
      ...Array.from({ length: objects.length > 0 ? dice.int(0, 2) : 0 }, () => dice.pick(objects)),
    ];
    const text = chosen.map((field) => (field ? this.field(field, depth) : '__typename')).join(' ');
    if (!dice.chance(0.1)) return text;
    if (dice.chance(0.5)) return `... on ${type.name} { ${text} }`;
    const name = `F${(this.count += 1)}`;
    this.fragments.push(`fragment ${name} on ${type.name} { ${text} }`);
    return `...${name}`;
  }

  private directive(): string {
    const { dice } = this;
    if (!dice.chance(0.07)) return '';
    if (dice.chance(0.7)) return dice.pick([' @include(if: true)', ' @skip(if: false)', ' @skip(if: true)']);
    const variable = `v${(this.count += 1)}`;
    this.definitions.push(`$${variable}: Boolean!`);
    this.variables[variable] = dice.chance(0.5);
    return dice.pick([` @include(if: $${variable})`, ` @skip(if: $${variable})`]);
  }

  private argument(name: string, type: GraphQLInputType, about: string): string {
    const value = this.value(name, type, about, 3);
    if (this.dice.chance(0.5)) {
      const variable = `v${(this.count += 1)}`;
      this.definitions.push(`$${variable}: ${String(type)}`);
      this.variables[variable] = value;
      return `$${variable}`;
    }
    const literal = astFromValue(value, type);
    return literal ? print(literal) : 'null';
  }

  /** As variables hold it. */
  private value(name: string, type: GraphQLInputType, about: string, depth: number): unknown {
    const { dice } = this;
    if (isNonNullType(type)) return this.value(name, type.ofType, about, depth);
    // The items of a list go by its name.
    const words = (WORDS[name] ?? []).filter((word) => Array.isArray(word) === isListType(type));
    if (words.length > 0 && dice.chance(0.95)) return dice.pick(words);
    if (isListType(type)) {
      const item = type.ofType;
      return Array.from({ length: dice.int(1, 2) }, () => this.value(name, item, about, depth));
    }
    if (isEnumType(type)) return dice.pick(type.getValues()).name;
    if (isInputObjectType(type)) return this.object(Object.values(type.getFields()), type.isOneOf, depth);
    const ids = this.known[about] ?? this.known[name];
    if (String(type) === 'ID' && ids && ids.length > 0) return dice.pick(ids);
    const scalars: Record<string, unknown> = {
      ...{ Int: dice.int(1, 20), SafeInt: dice.int(0, 1000), Float: dice.int(1, 100) / 10, Boolean: dice.chance(0.5) },
      ...{ DateTime: '2026-01-31T12:00:00Z', ID: `id-${dice.int(0, 9)}` },
    };
    return scalars[String(type)] ?? `text ${dice.int(0, 9)}`;
  }

  private object(
    fields: readonly { name: string; type: GraphQLInputType; defaultValue?: unknown }[],
    isOneOf: boolean,
    depth: number,
  ): Record<string, unknown> {
    const { dice } = this;
    const needed = fields.filter(({ name, type }) => isNonNullType(type) || name === 'hardware' || name === 'workload');
    const others = fields.filter((field) => !needed.includes(field) && field.name !== 'profileId');
    const extra = depth > 0 ? others.filter(() => dice.chance(0.1)) : [];
    const chosen = isOneOf ? [dice.pick(fields)] : [...needed, ...extra];
    return Object.fromEntries(chosen.map(({ name, type }) => [name, this.value(name, type, name, depth - 1)]));
  }
}
