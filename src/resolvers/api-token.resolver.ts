import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { ApiTokenType } from '../schema/api-token.type';
import { CreateApiTokenInput } from '../schema/create-api-token.input';
import { CreatedApiTokenType } from '../schema/created-api-token.type';
import type { ApiContext } from './context';
import { requireId } from './input-rules';
import { toApiToken, toCreatedApiToken, toTokenRequest } from './mappers/api-token.mapper';
import { Scope } from './scope';

/** Credentials for programs. */
@Resolver(() => ApiTokenType)
export class ApiTokenResolver {
  @Scope('ADMIN')
  @Query(() => [ApiTokenType], { description: 'Every token, also revoked and expired ones, newest first.' })
  async apiTokens(@Ctx() { services }: ApiContext): Promise<ApiTokenType[]> {
    return (await services.tokens.list()).map(toApiToken);
  }

  @Scope('ADMIN')
  @Mutation(() => CreatedApiTokenType, { description: 'Makes a token and shows its secret, this once.' })
  async createApiToken(
    @Arg('input', () => CreateApiTokenInput) input: CreateApiTokenInput,
    @Ctx() { services }: ApiContext,
  ): Promise<CreatedApiTokenType> {
    return toCreatedApiToken(await services.tokens.create(toTokenRequest(input)));
  }

  @Scope('ADMIN')
  @Mutation(() => ApiTokenType, {
    description: 'Ends the use of a token at once, also by connections that are open. Its races stay.',
  })
  async revokeApiToken(@Arg('id', () => ID) id: string, @Ctx() { services }: ApiContext): Promise<ApiTokenType> {
    return toApiToken(await services.tokens.revoke(requireId('token', id, 'id')));
  }
}
