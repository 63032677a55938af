import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { checkDatabase, checkFolders, checkLock, checkPort } from '../../../src/cli/doctor/storage-checks';
import { loadConfiguration, type Configuration } from '../../../src/config';
import { openDatabase } from '../../../src/data-source';
import { tryLock } from '../../../src/host-lock';
import { measuringLockFile } from '../../../src/racing/measuring-lock';

describe('checks of what is stored and where', () => {
  let folder: string;
  let configuration: Configuration;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-test-'));
    configuration = loadConfiguration({
      PHOTOFINISH_DATA_DIR: path.join(folder, 'data'),
      PHOTOFINISH_CACHE_DIR: path.join(folder, 'cache'),
      PHOTOFINISH_LOCK_DIR: path.join(folder, 'lock'),
      PORT: '0',
    });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is content before the first start, and makes nothing that stays', async () => {
    const checks = [...checkFolders(configuration), await checkDatabase(configuration), await checkPort(configuration)];
    expect(checks.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('knows a database that is up to date', async () => {
    await (await openDatabase(configuration)).destroy();
    expect(await checkDatabase(configuration)).toMatchObject({ status: 'ok', message: 'SQLite, schema up to date' });
  });

  it('warns of a database with an older schema, and leaves it as it is', async () => {
    mkdirSync(configuration.dataDirectory);
    writeFileSync(path.join(configuration.dataDirectory, 'photofinish.sqlite'), '');
    expect((await checkDatabase(configuration)).status).toBe('warn');
    expect((await checkDatabase(configuration)).status).toBe('warn');
  });

  it('fails for a file that is no database, and for a PostgreSQL that does not answer', async () => {
    mkdirSync(configuration.dataDirectory);
    writeFileSync(path.join(configuration.dataDirectory, 'photofinish.sqlite'), 'not a database'.repeat(100));
    expect((await checkDatabase(configuration)).status).toBe('fail');
    const remote = { ...configuration, databaseUrl: 'postgres://nobody@127.0.0.1:1/nothing' };
    expect(await checkDatabase(remote)).toMatchObject({
      status: 'fail',
      advice: expect.stringContaining('DATABASE_URL') as string,
    });
  });

  it('fails for a folder whose place is taken by a file', () => {
    writeFileSync(configuration.cacheDirectory, '');
    expect(checkFolders(configuration).map(({ status }) => status)).toEqual(['ok', 'fail', 'ok']);
  });

  it('fails for a port that another program has', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    // A connection that is never answered must not keep the check waiting for long.
    expect(await checkPort({ ...configuration, port })).toMatchObject({
      status: 'fail',
      message: `${port} on 127.0.0.1 is taken`,
    });
    other.close();
  });

  it('fails for a host that is not of this machine', async () => {
    expect((await checkPort({ ...configuration, host: '192.0.2.1' })).status).toBe('fail');
  });

  it('tells whether a race is being measured', () => {
    expect(checkLock(configuration).message).toBe('free');
    const release = tryLock(measuringLockFile(configuration.lockDirectory));
    expect(checkLock(configuration).message).toBe('held: a race is being measured now');
    release?.();
  });
});
