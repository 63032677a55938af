import { Field, ID, InterfaceType } from 'type-graphql';

/** Anything that has an id and can be asked for with `node(id:)`. */
@InterfaceType('Node', { description: 'Anything that has an id and can be asked for with `node(id:)`.' })
export abstract class NodeType {
  @Field(() => ID, { description: 'Unique among all things of this server.' })
  id!: string;
}
