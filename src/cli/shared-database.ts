import type { Configuration } from '../config';
import { CommandFailure } from './failure';

/** Throws `CommandFailure` where no other process could have a part in this one's work. */
export function requireShared({ redisUrl }: Pick<Configuration, 'redisUrl'>, command: string): void {
  if (redisUrl !== null) return;
  throw new CommandFailure(
    `\`photofinish ${command}\` shares its work with other processes, and here they could not find each other.`,
    'Set DATABASE_URL to a PostgreSQL and REDIS_URL to a Redis, the same for all of them.',
  );
}
