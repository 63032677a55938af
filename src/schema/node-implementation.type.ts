import { Field, ObjectType } from 'type-graphql';

/** How an engine built one node of the graph. */
@ObjectType('NodeImplementation', { description: 'How an engine built one node of the graph.', simpleResolvers: true })
export class NodeImplementationType {
  @Field(() => String, { description: "The node's name in the graph." })
  node!: string;

  @Field(() => String, {
    description: '"native": the engine\'s own fused form; "composed": built from smaller operations.',
  })
  form!: string;
}
