/**
 * One input type per layer kind, made from the table of kinds, and `LayerInput`, which holds exactly one of them
 * (@oneOf, https://spec.graphql.org/draft/#sec-OneOf-Input-Objects).
 */
import { Field, Float, InputType, Int, registerEnumType } from 'type-graphql';
import type { NodeKind } from '../protocol/graph';
import { LAYER_KINDS, type LayerField, type LayerFieldType } from './layer-kinds';

/** The two forms of GELU; the values are those of the vocabulary. */
export const GeluApproximation = { ERF: 'erf', TANH: 'tanh' } as const;
registerEnumType(GeluApproximation, {
  name: 'GeluApproximation',
  description: 'The two forms of GELU.',
  valuesConfig: {
    ERF: { description: 'Exact, by the error function.' },
    TANH: { description: 'Approximated by the hyperbolic tangent.' },
  },
});

/** What a client sent for one kind: every layer may have a name and inputs, the rest is in the table. */
export type LayerFields = { readonly name?: string | null; readonly inputs?: string[] | null } & Readonly<
  Record<string, unknown>
>;

const TYPES: Readonly<Record<LayerFieldType, () => unknown>> = {
  Int: () => Int,
  Float: () => Float,
  Boolean: () => Boolean,
  Pair: () => [Int],
  Gelu: () => GeluApproximation,
};

const nameOf = (kind: string) => `${kind.charAt(0).toUpperCase()}${kind.slice(1)}LayerInput`;

function declare(target: object, name: string, field: LayerField): void {
  const options = { description: field.description, nullable: false };
  const standard = Array.isArray(field.default) ? [...(field.default as number[])] : field.default;
  const withDefault = field.default === undefined ? options : { ...options, defaultValue: standard };
  Field(TYPES[field.type] as () => typeof Int, withDefault)(target, name);
}

/** The decorators of type-graphql, applied by hand to a class of their own for each kind. */
function layerClass(kind: NodeKind): new () => LayerFields {
  const { description, fields } = LAYER_KINDS[kind];
  const made = class {} as unknown as new () => LayerFields;
  const target = made.prototype as object;
  Field(() => String, { nullable: true, description: 'By which later layers read it. Default: by its place.' })(
    target,
    'name',
  );
  Field(() => [String], { nullable: true, description: 'What it reads. Default: the layer before.' })(target, 'inputs');
  for (const [name, field] of Object.entries(fields)) declare(target, name, field);
  InputType(nameOf(kind), { description })(made);
  return made;
}

/** Exactly one layer. */
@InputType('LayerInput', { description: 'One layer: exactly one of these.' })
export class LayerInput {
  [kind: string]: LayerFields | null | undefined;
}

for (const kind of Object.keys(LAYER_KINDS) as NodeKind[]) {
  const made = layerClass(kind);
  Field(() => made, { nullable: true, description: LAYER_KINDS[kind].description })(LayerInput.prototype, kind);
}

/** Names of the input types that hold exactly one of their fields. */
export const ONE_OF_INPUTS = ['LayerInput'];
