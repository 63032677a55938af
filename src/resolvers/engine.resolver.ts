import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { EngineType } from '../schema/engine.type';
import type { ApiContext } from './context';
import { requirePlainId } from './input-rules';
import { toEngine } from './mappers/engine.mapper';
import { Scope } from './scope';

/** The engines of this server. */
@Resolver(() => EngineType)
export class EngineResolver {
  @Scope('READ')
  @Query(() => [EngineType], { description: 'Every engine, also those that are not available here.' })
  async engines(@Ctx() { services }: ApiContext): Promise<EngineType[]> {
    return (await services.catalog.list()).map(toEngine);
  }

  @Scope('READ')
  @Query(() => EngineType, { nullable: true, description: 'One engine; null where there is none of this id.' })
  async engine(@Arg('id', () => ID) id: string, @Ctx() { loaders }: ApiContext): Promise<EngineType | null> {
    const state = await loaders.engines.load(requirePlainId(id, 'id'));
    return state && toEngine(state);
  }
}
