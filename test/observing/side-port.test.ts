import { createApp } from '../../src/app';
import { loadConfiguration } from '../../src/config';
import { findFreePort } from '../cli/support/program';
import { describeOverDatabases } from '../support/databases';

describeOverDatabases('a process that only measures', (database) => {
  test('says on a port of its own whether it is well, and can be scraped; the API is not there', async () => {
    const { dataDirectory, databaseUrl } = database().settings;
    const port = await findFreePort();
    const configuration = {
      ...loadConfiguration({
        HOST: '127.0.0.1',
        PHOTOFINISH_WORKER_PORT: String(port),
        PHOTOFINISH_LOG_LEVEL: 'silent',
      }),
      ...{ dataDirectory, databaseUrl, lockDirectory: dataDirectory },
    };
    const app = await createApp(configuration, { role: 'measure', adapters: [] });
    const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
    expect(await (await ask('/healthz')).json()).toEqual({ status: 'alive' });
    expect(await (await ask('/readyz')).json()).toEqual({ status: 'ready' });
    expect(await (await ask('/metrics')).text()).toContain('\nphotofinish_queue_depth 0\n');
    expect((await ask('/graphql')).status).toBe(404);
    await app.stop();
    await expect(ask('/healthz')).rejects.toThrow();
  });
});
