/**
 * How many races a server accepts in a second on PostgreSQL, and whether one that it acknowledged can be lost when it is
 * killed. To reach: 200 a second, none lost.
 *
 *   DATABASE_URL=postgres://… node dist/bench/accept.js [--seconds 10] [--clients 16]
 *
 * The database should be an empty one: what is accepted stays in it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request, type IncomingMessage } from 'node:http';
import * as os from 'node:os';
import * as path from 'node:path';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { loadConfiguration } from '../src/config';
import { openDatabase } from '../src/data-source';
import { Race } from '../src/entities/race.entity';
import { packageRoot } from '../src/engines/worker-path';
import { sorted } from '../src/statistics/descriptive';
import { printMachine, printTable } from './support';

const { values: options } = parseArgs({
  options: { seconds: { type: 'string', default: '10' }, clients: { type: 'string', default: '16' } },
});

const START = `mutation { startRace(input: { workload: "mlp", threads: 1, effort: QUICK, hardware: { labels: ["nowhere"] },
  entrants: [{ engine: "pytorch" }, { engine: "jax" }] }) { id } }`;

const BODY = JSON.stringify({ query: START });
const HEADERS = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(BODY) };

interface Accepted {
  readonly ids: string[];
  readonly milliseconds: number[];
  refused: number;
}

/** Until the server is gone or the time is over. */
async function client(url: string, until: number, accepted: Accepted): Promise<void> {
  // One connection each, and little else: the clients compute on the processors of the server that they measure.
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  while (performance.now() < until) {
    const begun = performance.now();
    const answer = await ask(url, agent).catch(() => null);
    // Killed: what was under way was not acknowledged.
    if (answer === null) return;
    const id = answer.data?.startRace?.id;
    if (id === undefined) accepted.refused += 1;
    else {
      accepted.ids.push(id);
      accepted.milliseconds.push(performance.now() - begun);
    }
  }
}

interface Answer {
  readonly data?: { readonly startRace?: { readonly id: string } };
}

async function ask(url: string, agent: Agent): Promise<Answer> {
  const sending = request(url, { method: 'POST', agent, headers: HEADERS });
  sending.end(BODY);
  const [response] = (await once(sending, 'response')) as [IncomingMessage];
  return (await json(response)) as Answer;
}

async function main(): Promise<void> {
  printMachine();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-accept-'));
  const environment = {
    ...process.env,
    ...{ HOST: '127.0.0.1', PORT: '0', PHOTOFINISH_DATA_DIR: folder, PHOTOFINISH_LOCK_DIR: folder },
    ...{ PHOTOFINISH_MAX_QUEUED: '100000', PHOTOFINISH_MAX_REQUESTS_PER_MINUTE: '10000000' },
  };
  const program = path.join(packageRoot(), 'dist', 'src', 'main.js');
  const server = spawn(process.execPath, [program, 'serve', '--json'], {
    env: environment,
    stdio: ['ignore', 'pipe', 2],
  });
  let said = '';
  server.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  while (!/^\}/m.test(said)) {
    if (server.exitCode !== null) throw new Error('The server did not start');
    await sleep(20);
  }
  const url = new URL('/graphql', (JSON.parse(said) as { url: string }).url).toString();
  const seconds = Number(options.seconds);
  const accepted: Accepted = { ids: [], milliseconds: [], refused: 0 };
  const begun = performance.now();
  const clients = Array.from({ length: Number(options.clients) }, () => client(url, begun + 2000 * seconds, accepted));
  await sleep(1000 * seconds);
  const inTime = accepted.ids.length;
  // In the middle of it.
  server.kill('SIGKILL');
  await Promise.all([...clients, once(server, 'exit')]);
  const database = await openDatabase(loadConfiguration());
  const rows = await database.getRepository(Race).find({ select: { id: true } });
  await database.destroy();
  rmSync(folder, { recursive: true, force: true });
  const stored = new Set(rows.map(({ id }) => id));
  const lost = accepted.ids.filter((id) => !stored.has(id)).length;
  const ascending = sorted(accepted.milliseconds);
  const at = (share: number) =>
    `${(ascending[Math.floor(share * (ascending.length - 1))] ?? Number.NaN).toFixed(1)} ms`;
  printTable(
    ['clients', 'accepted a second', 'p50', 'p99', 'refused', 'acknowledged', 'lost at the kill'],
    [[options.clients, (inTime / seconds).toFixed(0), at(0.5), at(0.99), accepted.refused, accepted.ids.length, lost]],
  );
}

void main();
