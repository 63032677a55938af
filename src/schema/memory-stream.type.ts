import { GraphQLSafeInt } from 'graphql-scalars';
import { Field, Float, ObjectType } from 'type-graphql';

/** How fast bytes move through arrays of one size. */
@ObjectType('MemoryStream', {
  description: 'How fast bytes move through arrays of one size.',
  simpleResolvers: true,
})
export class MemoryStreamType {
  @Field(() => GraphQLSafeInt, { description: 'Of the three arrays together.' })
  workingSetBytes!: number;

  @Field(() => Float, { description: 'Read and written.' })
  bytesPerSecond!: number;
}
