/**
 * Many subscribers to one race: whether every event comes to all of them, how long after it was stored, and whether the
 * server's memory grows. The server, the subscribers and the writer of the race (the product's own store, telling by
 * Redis, as a measuring host does) are processes of their own. To reach, with 2,000: all, p99 of 250 ms, no growth in
 * ten minutes.
 *
 *   DATABASE_URL=postgres://… REDIS_URL=redis://… node dist/bench/api/subscribers.js [--subscribers 2000] [--seconds 600]
 *
 * The database should be an empty one. A race of 40 rounds is spread over the seconds, as one of STANDARD effort is.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { loadConfiguration } from '../../src/config';
import { openDatabase } from '../../src/data-source';
import { packageRoot } from '../../src/engines/worker-path';
import { connectFleet } from '../../src/fleet/connect-fleet';
import { MeasuringHosts } from '../../src/fleet/measuring-hosts';
import { HardwareRegistry } from '../../src/hardware/hardware-registry';
import { createLogger } from '../../src/observing/logger';
import { RaceEvents } from '../../src/racing/race-events';
import { RaceStore } from '../../src/racing/race-store';
import { printMachine, printTable } from '../support';
import { scriptedFacts } from './scripted-race';
import { heapBytes, processorSeconds, residentBytes, serve } from './served';
import { newRace, newRuns } from './store-race';
import type { Tally, Task } from './subscriber-process';

const { values: options } = parseArgs({
  options: {
    subscribers: { type: 'string', default: '2000' },
    processes: { type: 'string', default: '4' },
    entrants: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '40' },
    seconds: { type: 'string', default: '600' },
  },
});
const [subscribers, processes, entrants, rounds, seconds] = [
  ...[options.subscribers, options.processes, options.entrants],
  ...[options.rounds, options.seconds],
].map(Number) as [number, number, number, number, number];

const MEGABYTE = 1e6;

/** Following when `open` resolves. */
function startSubscribers(task: Task) {
  const child = fork(path.join(packageRoot(), 'dist', 'bench', 'api', 'subscriber-process.js'));
  child.send(task);
  const open = once(child, 'message');
  const tally = open.then(async () => (await once(child, 'message'))[0] as Tally);
  return { open, tally };
}

/** By the minute: the least heap (what a collection leaves) and the most memory of each. */
async function watchMemory(pid: number, url: string, signal: AbortSignal) {
  const minutes: { heap: number; resident: number }[] = [];
  const begun = performance.now();
  while (!signal.aborted) {
    const minute = Math.floor((performance.now() - begun) / 60_000);
    const [heap, resident] = [await heapBytes(url), residentBytes(pid)];
    const before = minutes[minute] ?? { heap: Infinity, resident: 0 };
    minutes[minute] = { heap: Math.min(before.heap, heap), resident: Math.max(before.resident, resident) };
    await sleep(1000, undefined, { signal }).catch(() => undefined);
  }
  return minutes;
}

function printLags(tallies: readonly Tally[], serverSeconds: number): void {
  const lags = new Map<number, number>();
  for (const tally of tallies) {
    for (const [lag, count] of Object.entries(tally.lags)) lags.set(Number(lag), (lags.get(Number(lag)) ?? 0) + count);
  }
  const ordered = [...lags].sort(([one], [other]) => one - other);
  const total = ordered.reduce((sum, [, count]) => sum + count, 0);
  const at = (share: number) => {
    let below = 0;
    return ordered.find(([, count]) => (below += count) >= share * total)?.[0] ?? NaN;
  };
  const complete = tallies.flatMap((tally) => Object.entries(tally.complete));
  const got = complete.map(([events, count]) => `${count} got 1 to ${events}`).join(', ');
  printTable(
    [
      'subscribers',
      'every event, once and in order',
      'messages',
      'p50 ms',
      'p99 ms',
      'p99.9 ms',
      'slowest ms',
      'server µs each',
    ],
    [[subscribers, got, total, at(0.5), at(0.99), at(0.999), at(1), ((1e6 * serverSeconds) / total).toFixed(1)]],
  );
  for (const problem of tallies.flatMap((tally) => tally.problems)) console.log(`- ${problem}`);
}

async function main(): Promise<void> {
  printMachine();
  const configuration = loadConfiguration();
  const database = await openDatabase(configuration);
  const logger = createLogger({ ...configuration, logLevel: 'silent' });
  const hosts = new MeasuringHosts(database, false);
  const { redisUrl, holdSeconds } = configuration;
  const fleet = await connectFleet({
    database,
    redisUrl,
    hosts,
    host: null,
    holdMilliseconds: 1000 * holdSeconds,
    logger,
  });
  const store = new RaceStore(database, new RaceEvents(database, fleet.bus));
  const race = newRace();
  const runs = newRuns(race, entrants);
  await store.create(race, runs, Number.MAX_SAFE_INTEGER);
  await store.begin(race.id, (await new HardwareRegistry(database).current()).id);
  const most = String(subscribers + 10);
  const limits = { PHOTOFINISH_MAX_WEBSOCKETS: most, PHOTOFINISH_MAX_WEBSOCKETS_PER_ADDRESS: most };
  const server = await serve(
    { ...limits, REDIS_URL: process.env['REDIS_URL'], PHOTOFINISH_LOG_LEVEL: 'warn' },
    process.execArgv,
  );
  const task = { url: server.url.replace('http', 'ws'), raceId: race.id, connections: subscribers / processes };
  const groups = Array.from({ length: processes }, () => startSubscribers(task));
  await Promise.all(groups.map(({ open }) => open));
  const watching = new AbortController();
  const memory = watchMemory(server.pid, server.url, watching.signal);
  const runIds = runs.map(({ id }) => id);
  const facts = [...scriptedFacts({ runIds, rounds, measuredBlocks: 20, warmUpBlocks: 22, seed: 1 })];
  const [begun, taken] = [performance.now(), processorSeconds(server.pid)];
  for (const [index, fact] of facts.entries()) {
    await sleep(Math.max(0, (1000 * seconds * (index + 1)) / facts.length - (performance.now() - begun)));
    await store.record(race.id, fact);
  }
  await store.end(race.id, { status: 'FINISHED', verdict: null, warnings: [], failure: null });
  const tallies = await Promise.all(groups.map(({ tally }) => tally));
  watching.abort();
  printLags(tallies, processorSeconds(server.pid) - taken);
  console.log();
  const megabytes = (bytes: number) => (bytes / MEGABYTE).toFixed(1);
  printTable(
    ['minute', 'least heap MB', 'most resident MB'],
    (await memory).map(({ heap, resident }, minute) => [minute + 1, megabytes(heap), megabytes(resident)]),
  );
  await server.stop();
  await fleet.close();
  await database.destroy();
}

void main();
