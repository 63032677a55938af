/**
 * Fifty races with runs, engines and hardware, by this server and by a hand-written one on GraphQL Yoga and SQL
 * (`yoga-server.ts`), in turns on the same database, machine and load; and the same of this server on a small database.
 * Both get what `npm start` gives Node. To reach with 1,000,000 runs: 0.6 of the other's requests a second, p99 at most
 * twice its own at 1,000 runs.
 *
 *   DATABASE_URL=postgres://…/large SMALL_DATABASE_URL=postgres://…/small node dist/bench/api/page.js \
 *     [--runs 1000000] [--windows 10] [--seconds 4] [--clients 4]
 *
 * Both databases should be empty, or filled by an earlier call of this program.
 */
import { spawn } from 'node:child_process';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabase } from '../../src/data-source';
import { Run } from '../../src/entities/run.entity';
import { packageRoot } from '../../src/engines/worker-path';
import { mean, sorted } from '../../src/statistics/descriptive';
import { studentTQuantile } from '../../src/statistics/student-t';
import { printMachine, printTable } from '../support';
import { fill } from './fill';
import { measureWindow, post, type Window } from './load';
import { PAGE_BODY } from './page-query';
import { nodeOptions, processorSeconds, serve } from './served';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000000' },
    windows: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '4' },
    clients: { type: 'string', default: '4' },
  },
});

const SMALL_RUNS = 1000;

/** With what the server itself took of a processor for each request. */
type Measured = Window & { readonly processorMilliseconds: number };

async function filled(databaseUrl: string, runs: number): Promise<void> {
  const database = await openDatabase({ databaseUrl, dataDirectory: '' });
  if ((await database.getRepository(Run).count()) < runs) await fill(database, runs);
  await database.destroy();
}

async function startYoga(databaseUrl: string) {
  const program = path.join(packageRoot(), 'dist', 'bench', 'api', 'yoga-server.js');
  const child = spawn(process.execPath, [...nodeOptions(), program], {
    env: { ...process.env, DATABASE_URL: databaseUrl, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  for await (const chunk of child.stdout) if (/^\}/m.test((said += String(chunk)))) break;
  return { url: (JSON.parse(said) as { url: string }).url, pid: child.pid ?? 0, stop: () => child.kill() };
}

/** Of the logarithms of the ratios of neighbouring windows: geometric mean with a 95 % interval by Student's t. */
function ratioOf(ours: readonly Window[], theirs: readonly Window[]): string {
  const logarithms = ours.map((window, index) => Math.log(window.requestsPerSecond / theirs[index]!.requestsPerSecond));
  const centre = mean(logarithms);
  const variance = logarithms.reduce((sum, each) => sum + (each - centre) ** 2, 0) / (logarithms.length - 1);
  const half = studentTQuantile(0.975, logarithms.length - 1) * Math.sqrt(variance / logarithms.length);
  return [centre, centre - half, centre + half].map((each) => Math.exp(each).toFixed(2)).join(', ');
}

function rowOf(name: string, windows: readonly Measured[]): (string | number)[] {
  const times = sorted(windows.flatMap(({ milliseconds }) => milliseconds));
  const at = (share: number) => (times[Math.floor(share * (times.length - 1))] ?? NaN).toFixed(1);
  const rates = windows.map(({ requestsPerSecond }) => requestsPerSecond);
  const processor = mean(windows.map(({ processorMilliseconds }) => processorMilliseconds)).toFixed(1);
  return [name, times.length, mean(rates).toFixed(1), at(0.5), at(0.99), processor];
}

async function main(): Promise<void> {
  printMachine();
  const [large, small] = [process.env['DATABASE_URL'] ?? '', process.env['SMALL_DATABASE_URL'] ?? ''];
  await filled(large, Number(options.runs));
  await filled(small, SMALL_RUNS);
  const quiet = { PHOTOFINISH_LOG_LEVEL: 'warn', NODE_ENV: 'production', REDIS_URL: undefined };
  const servers = {
    ours: await serve({ ...quiet, DATABASE_URL: large }, process.execArgv),
    theirs: await startYoga(large),
    oursSmall: await serve({ ...quiet, DATABASE_URL: small }),
  };
  const [mine, other, few] = await Promise.all(
    [servers.ours, servers.theirs, servers.oursSmall].map(async ({ url }) => (await post(url, PAGE_BODY)).body.trim()),
  );
  if (mine === undefined || mine !== other) throw new Error(`The answers differ:\n${mine}\n${other}`);
  console.log(`The answers are the same ${mine.length} characters.\n`);
  const windows = { ours: [] as Measured[], theirs: [] as Measured[], oursSmall: [] as Measured[] };
  const load = { seconds: Number(options.seconds), clients: Number(options.clients) };
  // The first of each warms up.
  for (let turn = 0; turn <= Number(options.windows); turn += 1) {
    for (const name of turn % 2
      ? (['theirs', 'ours', 'oursSmall'] as const)
      : (['ours', 'theirs', 'oursSmall'] as const)) {
      const { length } = (name === 'oursSmall' ? few : mine) ?? '';
      const before = processorSeconds(servers[name].pid);
      const window = await measureWindow(servers[name].url, PAGE_BODY, { ...load, length });
      const taken = (1000 * (processorSeconds(servers[name].pid) - before)) / window.milliseconds.length;
      if (turn > 0) windows[name].push({ ...window, processorMilliseconds: taken });
    }
  }
  printTable(
    ['server', 'requests', 'a second', 'p50 ms', 'p99 ms', 'processor ms each'],
    [
      rowOf(`Photofinish, ${options.runs} runs`, windows.ours),
      rowOf(`Yoga and SQL, ${options.runs} runs`, windows.theirs),
      rowOf(`Photofinish, ${SMALL_RUNS} runs`, windows.oursSmall),
    ],
  );
  console.log(`\nOurs over Yoga's, requests a second, with a 95 % interval: ${ratioOf(windows.ours, windows.theirs)}`);
  servers.theirs.stop();
  await Promise.all([servers.ours.stop(), servers.oursSmall.stop()]);
}

void main();
