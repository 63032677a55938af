import { Field, Int, ObjectType } from 'type-graphql';

/** One node of a layer graph. */
@ObjectType('Layer', { description: 'One node of a layer graph.', simpleResolvers: true })
export class LayerType {
  @Field(() => Int, { description: 'From 0.' })
  index!: number;

  @Field(() => String, { description: 'A word of the vocabulary, such as "dense" or "lstm".' })
  kind!: string;

  @Field(() => String, { description: 'The node with its inputs and the shape of its result.' })
  summary!: string;
}
