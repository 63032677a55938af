import { Field, ObjectType } from 'type-graphql';
import { ApiTokenType } from './api-token.type';

/** A new token, with the secret that is shown this once. */
@ObjectType('CreatedApiToken', {
  description: 'A new token, with the secret that is shown this once.',
  simpleResolvers: true,
})
export class CreatedApiTokenType {
  @Field(() => ApiTokenType, { description: 'The token.' })
  token!: ApiTokenType;

  @Field(() => String, {
    description: 'To be sent as `Authorization: Bearer …`. It is not stored: nobody can show it again.',
  })
  secret!: string;
}
