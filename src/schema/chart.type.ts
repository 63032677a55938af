import { Field, ObjectType } from 'type-graphql';

/** What was measured, drawn. */
@ObjectType('Chart', { description: 'What was measured, drawn.', simpleResolvers: true })
export class ChartType {
  @Field(() => String, {
    description:
      'One element, for a file or inside of a page, where it may stand beside others. It has its alternative text in it, follows dark screens, and asks for nothing from elsewhere.',
  })
  svg!: string;

  @Field(() => String, { description: 'What it shows, in words and with the numbers, for whoever does not see it.' })
  alt!: string;
}
