import { hasRedis } from './redis';

export const describeWithRedis = hasRedis() ? describe : describe.skip;
