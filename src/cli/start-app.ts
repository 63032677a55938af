/** The one place where the command line makes a server inside itself. */
import type * as AppModule from '../app';
import type { Configuration } from '../config';

/** A server with this configuration, serving when the promise resolves. */
export async function startApp(
  configuration: Configuration,
  options: Pick<AppModule.AppOptions, 'role'> = {},
): Promise<AppModule.App> {
  // Loaded only when needed: a command that asks a running server must not pay for a database and an API.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- `import()` would stay ESM in CommonJS output
  const { createApp } = require('../app') as typeof AppModule;
  return createApp(configuration, options);
}
