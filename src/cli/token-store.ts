/** The tokens of the configured database, without a server: the first one is made where none answers yet. */
import type * as ApiTokensModule from '../auth/api-tokens';
import type { Configuration } from '../config';
import type * as DataSourceModule from '../data-source';

/** Opens the database, brings its schema up to date, and closes it after the work. */
export async function withTokens<Result>(
  configuration: Configuration,
  work: (tokens: ApiTokensModule.ApiTokens) => Promise<Result>,
): Promise<Result> {
  // Loaded only when needed: other commands must not pay for a database.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- `import()` would stay ESM in CommonJS output
  const { openDatabase } = require('../data-source') as typeof DataSourceModule;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the same
  const { ApiTokens } = require('../auth/api-tokens') as typeof ApiTokensModule;
  const database = await openDatabase(configuration);
  try {
    return await work(new ApiTokens(database));
  } finally {
    await database.destroy();
  }
}
