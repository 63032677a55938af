import { ArgsType, Field, Int } from 'type-graphql';
import { DEFAULT_PAGE_SIZE } from './paging';

/** The arguments of every paged field. */
@ArgsType()
export class PagingArgs {
  @Field(() => Int, { nullable: true, defaultValue: DEFAULT_PAGE_SIZE, description: 'How many, 1 to 100.' })
  first!: number | null;

  @Field(() => String, { nullable: true, description: 'Begin after this cursor: `endCursor` of the page before.' })
  after?: string | null;
}
