/** A connection to PostgreSQL through something that can swallow all that comes, as a link does that was cut. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { DataSource } from 'typeorm';
import { watchedConnections } from '../../src/postgres-client';
import { isDatabaseFault } from '../../src/racing/database-fault';
import { describeOverPostgres } from '../support/databases';

const ANSWER_MILLISECONDS = 500;

describeOverPostgres('a database that falls silent', (database) => {
  let silent = false;
  let between: Server;
  let sockets: Socket[] = [];
  let dataSource: DataSource;

  beforeEach(async () => {
    silent = false;
    const url = new URL(database().settings.databaseUrl ?? '');
    const target = { port: Number(url.port), host: url.hostname };
    between = createServer((client) => {
      const server = connect(target);
      sockets.push(client, server);
      client.on('data', (chunk) => void (silent || server.write(chunk))).on('error', () => undefined);
      server.on('data', (chunk) => void (silent || client.write(chunk))).on('error', () => undefined);
    }).listen(0, '127.0.0.1');
    await once(between, 'listening');
    url.host = `127.0.0.1:${(between.address() as AddressInfo).port}`;
    const extra = watchedConnections(ANSWER_MILLISECONDS);
    dataSource = await new DataSource({ type: 'postgres', url: url.toString(), extra }).initialize();
  });
  afterEach(async () => {
    await dataSource.destroy();
    for (const socket of sockets) socket.destroy();
    sockets = [];
    between.close();
  });

  const failureOf = (work: Promise<unknown>) => work.then(() => null).catch((error: unknown) => error);

  test('costs each question a bounded time, and answers again as soon as it is heard of', async () => {
    await dataSource.query('SELECT 1');
    silent = true;
    const asked = performance.now();
    const failures = await Promise.all([
      failureOf(dataSource.query('SELECT 2')),
      failureOf(dataSource.transaction((manager) => manager.query('SELECT 3'))),
    ]);
    for (const failure of failures) expect({ failure, fault: isDatabaseFault(failure) }).toMatchObject({ fault: true });
    // The connection that had to be made anew has its own bound.
    expect(performance.now() - asked).toBeLessThan(10_000);
    silent = false;
    expect(await dataSource.query('SELECT 4 AS four')).toEqual([{ four: 4 }]);
  });

  test('is told from one that is slow by its time alone; what a session is told arrives', async () => {
    expect(await failureOf(dataSource.query('SELECT pg_sleep(0.1)'))).toBeNull();
    expect(isDatabaseFault(await failureOf(dataSource.query('SELECT pg_sleep(5)')))).toBe(true);
    expect(await dataSource.query('SHOW tcp_user_timeout')).toEqual([{ tcp_user_timeout: '15000' }]);
  });
});
