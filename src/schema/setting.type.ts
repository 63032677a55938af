import { Field, ObjectType } from 'type-graphql';

/** A name with a value, as text. */
@ObjectType('Setting', { description: 'A name with a value, as text.', simpleResolvers: true })
export class SettingType {
  @Field(() => String, { description: 'What is set.' })
  name!: string;

  @Field(() => String, { description: 'To what.' })
  value!: string;
}
