/**
 * Malformed and hostile requests against the server as it is installed. To reach: no crash, no 500, no leak (memory back
 * within 10 %), the p99 of another client at most doubled.
 *
 *   node dist/bench/fuzz.js [--requests 100000] [--seed 1] [--rate 400] [--window 10]
 *                         [--seconds 600] [--part open|tokens|listed|limited]
 *   node dist/bench/fuzz.js --again 1:4711    shows what that request draws
 *
 * DATABASE_URL, where it is set, is an empty PostgreSQL database for the part with tokens.
 */
import { parseArgs } from 'node:util';
import { Assault } from './fuzz/assault';
import { PINNED, pinAttackers } from './fuzz/attacked-server';
import { campaign, type CampaignReport } from './fuzz/campaign';
import type { Plan } from './fuzz/deployment';
import { mebibytes, promisesOf } from './fuzz/verdict';
import { printMachine, printTable } from './support';

const { values: options } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    rate: { type: 'string', default: '400' },
    window: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '600' },
    part: { type: 'string' },
    again: { type: 'string' },
  },
});

const PARTS: readonly (Plan & { share: number })[] = [
  { name: 'open', share: 0.6, asksWhoCalls: false, listedQueriesOnly: false, usualRates: false, databaseUrl: null },
  {
    name: 'tokens',
    share: 0.25,
    ...{ asksWhoCalls: true, listedQueriesOnly: false, usualRates: false },
    databaseUrl: process.env['DATABASE_URL'] ?? null,
  },
  { name: 'listed', share: 0.05, asksWhoCalls: false, listedQueriesOnly: true, usualRates: false, databaseUrl: null },
  { name: 'limited', share: 0.1, asksWhoCalls: true, listedQueriesOnly: false, usualRates: true, databaseUrl: null },
];

async function main(): Promise<void> {
  if (options.again !== undefined) {
    const [seed = 1, number = 1] = options.again.split(':').map(Number);
    console.log(Assault.drawn(seed, number).kind.name);
    return;
  }
  printMachine();
  pinAttackers();
  console.log(
    PINNED ? 'The server has processor 0, attackers and bystander share processor 1.\n' : 'Nobody is pinned.\n',
  );
  let holds = true;
  for (const plan of PARTS.filter(({ name }) => options.part === undefined || name === options.part)) {
    const requests = Math.round(Number(options.requests) * plan.share);
    const report = await campaign({
      ...{ plan, seed: Number(options.seed), requests, warmUpRequests: Math.round(requests / 20) },
      ...{
        requestsPerSecond: Number(options.rate),
        windowMilliseconds: 1000 * Number(options.window),
        longestMilliseconds: 1000 * Number(options.seconds),
        pinned: true,
        withRace: true,
      },
    });
    holds = show(plan, report) && holds;
  }
  process.exitCode = holds ? 0 : 1;
}

function show({ name }: Plan, report: CampaignReport): boolean {
  const { before, after, assaults, rows, warnings } = report;
  const sent = assaults.reduce((sum, assault) => sum + assault.sent, 0);
  const [, assault] = assaults;
  const rate = assault ? (1000 * assault.sent) / assault.sendingMilliseconds : Number.NaN;
  console.log(`## ${name}: ${sent} requests, ${rate.toFixed(0)} a second while attacking\n`);
  const promises = promisesOf(report);
  printTable(
    ['promise', 'holds', 'seen'],
    promises.map(({ what, holds, seen }) => [what, holds ? 'yes' : '**no**', seen]),
  );
  console.log(
    `\nResident: ${mebibytes(before.residentBytes)} before, ${mebibytes(after.residentBytes)} after. ${rows.races} races are stored; ${warnings} warnings were logged.`,
  );
  console.log(`Resources before ${JSON.stringify(before.resources)}, after ${JSON.stringify(after.resources)}\n`);
  const kinds = new Map<string, Map<string, number>>();
  for (const { counts } of assaults) {
    for (const [kind, statuses] of counts) {
      const all = kinds.get(kind) ?? new Map<string, number>();
      for (const [status, count] of statuses) all.set(status, (all.get(status) ?? 0) + count);
      kinds.set(kind, all);
    }
  }
  const rowsOfTable = [...kinds].map(([kind, statuses]) => {
    const each = [...statuses].sort(([, a], [, b]) => b - a);
    return [
      kind,
      each.reduce((sum, [, count]) => sum + count, 0),
      each.map(([status, count]) => `${status}: ${count}`).join(', '),
    ];
  });
  printTable(['kind', 'requests', 'what came back'], rowsOfTable);
  console.log('');
  return promises.every(({ holds: one }) => one);
}

void main();
