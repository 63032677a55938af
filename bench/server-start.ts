/** From the start of `photofinish serve`, already set up, to the first answered query. To reach: at most 2 s. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageRoot } from '../src/engines/worker-path';
import { printMachine, printTable } from './support';

const STARTS = Number(process.argv[2] ?? 10);
const QUERY = '{ workloads { id } engines { id version available } }';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answered(url: string): Promise<boolean> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query: QUERY }) }).catch(
    () => null,
  );
  return response?.ok === true && !('errors' in ((await response.json()) as object));
}

async function startSeconds(dataDirectory: string): Promise<number> {
  const port = await freePort();
  const environment = { ...process.env, HOST: '127.0.0.1', PORT: String(port), PHOTOFINISH_DATA_DIR: dataDirectory };
  const begun = performance.now();
  const server = spawn(process.execPath, [path.join(packageRoot(), 'dist', 'src', 'main.js'), 'serve'], {
    env: environment,
    stdio: 'ignore',
  });
  try {
    while (!(await answered(`http://127.0.0.1:${port}/graphql`))) {
      if (performance.now() - begun > 60_000) throw new Error('The server did not answer within a minute');
      await sleep(10);
    }
    return (performance.now() - begun) / 1000;
  } finally {
    server.kill('SIGTERM');
    await new Promise((resolve) => server.once('exit', resolve));
  }
}

async function main(): Promise<void> {
  printMachine();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-start-'));
  try {
    // The first start migrates and probes the engines: that is part of setting up.
    const first = await startSeconds(folder);
    const seconds: number[] = [];
    for (let start = 0; start < STARTS; start++) seconds.push(await startSeconds(folder));
    seconds.sort((a, b) => a - b);
    const median = seconds[Math.floor(STARTS / 2)] ?? 0;
    printTable(
      ['starts', 'first (migrates)', 'median', 'slowest'],
      [[STARTS, `${first.toFixed(2)} s`, `${median.toFixed(2)} s`, `${(seconds.at(-1) ?? 0).toFixed(2)} s`]],
    );
    process.exitCode = (seconds.at(-1) ?? 99) <= 2 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
