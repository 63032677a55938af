/** One server, attacked in turns with calms between, so that a noisy machine disturbs both alike. */
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildSchema } from 'graphql';
import { packageRoot } from '../../src/engines/worker-path';
import { Assault } from './assault';
import { ownHeaders, type Target } from './attack';
import { AttackedServer, ATTACKERS_PROCESSOR, startPinned, stepBehind } from './attacked-server';
import type { Command, Measured, Window } from './bystander';
import { ATTACKERS_ADDRESS, BYSTANDERS_ADDRESS, deploy, type Deployment, type Plan } from './deployment';
import { DocumentWriter } from './documents';
import type { Holdings } from './heap-hook';
import { faultsInLog } from './judge';
import { CANCEL, RACE, START, STATUS } from './ordinary-queries';
import { Owner } from './owner';
import { examineRows, type RowsReport } from './rows';

export interface CampaignOptions {
  readonly plan: Plan;
  readonly seed: number;
  readonly requests: number;
  /** Before the baseline of memory; they count among the requests. */
  readonly warmUpRequests: number;
  readonly requestsPerSecond: number;
  readonly windowMilliseconds: number;
  /** No window begins later: fewer requests were sent then. */
  readonly longestMilliseconds: number;
  /** Whether server and attackers get a processor each. */
  readonly pinned: boolean;
  /** Whether a race of the fake engine runs first, so that there are trials to ask for: takes some seconds. */
  readonly withRace: boolean;
}

export interface CampaignReport {
  readonly assaults: readonly Assault[];
  readonly before: Holdings;
  readonly after: Holdings;
  readonly subscribersBefore: number;
  readonly subscribersAfter: number;
  readonly bystander: Measured;
  readonly rows: RowsReport;
  readonly faultsInLog: readonly string[];
  readonly warnings: number;
  readonly exitCode: number | null;
}

/** An attack is so many times as long as a calm: the bystander asks often enough for both. */
const CALM_SHARE = 2;
/** What is under way at once, at most. */
const AT_ONCE = 64;
/** Until the sockets of the attack are gone: Node and the server give them up to half a minute. */
const SETTLING_MILLISECONDS = 60_000;
/** Until what was asked of this machine's limits is measured: it holds the right answers of large products meanwhile. */
const MEASURING_MILLISECONDS = 600_000;
/** Longer than those that nobody uses are kept: five seconds for clients, ten to the database. */
const STAYING_MILLISECONDS = 15_000;

export async function campaign(options: CampaignOptions): Promise<CampaignReport> {
  const { plan, requests, warmUpRequests, windowMilliseconds, longestMilliseconds, pinned } = options;
  const deployment = await deploy(plan);
  const server = await AttackedServer.start(deployment.environment, pinned);
  const owner = new Owner(server.url, deployment.token);
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  try {
    const target = await targetOf(server, owner, deployment, agent, options);
    const warmUp = new Assault({ ...options, target, seed: options.seed + 1_000_000, atOnce: AT_ONCE });
    progress(`attacks ${server.url}`);
    await warmUp.send(warmUpRequests);
    progress(`${warmUpRequests} for the baseline`);
    const before = await settled(warmUp, server, owner, agent);
    const subscribersBefore = await server.subscribers(deployment.token);
    const bystander = await startBystander(server, deployment, options);
    const assault = new Assault({ ...options, target, atOnce: AT_ONCE });
    const deadline = performance.now() + longestMilliseconds;
    stepBehind(true);
    while (assault.sent < requests - warmUpRequests && performance.now() < deadline) {
      bystander.enter('calm');
      await sleep(windowMilliseconds / CALM_SHARE);
      bystander.enter('attacked');
      await assault.send(requests - warmUpRequests, windowMilliseconds);
      bystander.enter(null);
      // Slow ones may still be under way: neither calm nor attack.
      await assault.end();
      progress(`${assault.sent} of ${requests - warmUpRequests}`);
    }
    stepBehind(false);
    const measured = await bystander.end();
    const after = await settled(assault, server, owner, agent);
    const subscribersAfter = await server.subscribers(deployment.token);
    const exitCode = await server.stop();
    const rows = await examineRows(deployment.environment, measured.raceIds);
    return {
      ...{ assaults: [warmUp, assault], before, after, subscribersBefore, subscribersAfter, bystander: measured },
      ...{ rows, exitCode, faultsInLog: faultsInLog(server.log), warnings: server.log.split('"level":40').length - 1 },
    };
  } finally {
    stepBehind(false);
    agent.destroy();
    await server.stop();
    rmSync(deployment.folder, { recursive: true, force: true });
  }
}

/** For whoever waits; results go to stdout. */
const progress = (text: string) => void process.stderr.write(`${new Date().toISOString()} ${text}\n`);

/** With ids that exist: of a race that ended, its runs, its machine. */
async function targetOf(
  server: AttackedServer,
  owner: Owner,
  { token }: Deployment,
  agent: Agent,
  { withRace }: CampaignOptions,
): Promise<Target> {
  const { startRace } = await owner.ask<{ startRace: Started }>(withRace ? RACE : START);
  const { id, runs = [] } = startRace;
  if (!withRace) await owner.ask(CANCEL, { id });
  const status = async () => (await owner.ask<{ race: Started }>(STATUS, { id })).race.status;
  const ended = async () => ['FINISHED', 'CANCELLED'].includes(await status());
  for (const deadline = Date.now() + 120_000; !(await ended()); await sleep(200)) {
    if (Date.now() > deadline) throw new Error('The race of the fake engine did not end');
  }
  const runIds = runs.map((run) => run.id);
  const engines = ['fake', 'pytorch', 'nothing'];
  const known = {
    ...{ raceId: [id], nodeId: [id, ...runIds, 'fake'], runId: runIds, baseline: runIds, candidate: runIds },
    ...{ raceEventsId: [id], engineId: engines, workloadId: ['mlp', 'lstm'], subject: [id] },
  };
  const schema = buildSchema(readFileSync(path.join(packageRoot(), 'schema.graphql'), 'utf8'));
  const documents = new DocumentWriter(schema, known);
  return {
    port: Number(new URL(server.url).port),
    token,
    address: ATTACKERS_ADDRESS,
    agent,
    documents,
    endedRaceId: id,
  };
}

interface Started {
  readonly id: string;
  readonly status: string;
  readonly runs?: readonly { readonly id: string }[];
}

/**
 * What the server holds once the races of the attack have ended, what it asked of the machine's limits is measured, and
 * its connections are gone: none is left, or those to the database that stay.
 */
async function settled(assault: Assault, server: AttackedServer, owner: Owner, agent: Agent): Promise<Holdings> {
  await assault.end();
  progress('ends races');
  await owner.endRaces();
  progress('waits for connections to end');
  agent.destroy();
  const begun = Date.now();
  let last = { sockets: Infinity, since: begun };
  for (;;) {
    const holdings = await server.holdings();
    const sockets = holdings.resources['TCPSocketWrap'] ?? 0;
    if (sockets !== last.sockets) last = { sockets, since: Date.now() };
    const stays = Date.now() - last.since > STAYING_MILLISECONDS;
    const isMeasuring = 'ProcessWrap' in holdings.resources && Date.now() - begun < MEASURING_MILLISECONDS;
    const isQuiet = sockets === 0 || stays || Date.now() - begun > SETTLING_MILLISECONDS;
    if (isQuiet && !isMeasuring) return holdings;
    await sleep(1000);
  }
}

async function startBystander(
  server: AttackedServer,
  { bystandersToken: token }: Deployment,
  { pinned }: CampaignOptions,
) {
  const program = path.join(packageRoot(), 'dist', 'bench', 'fuzz', 'bystander.js');
  const child = startPinned(pinned ? ATTACKERS_PROCESSOR : null, [program], process.env);
  const command: Command = { url: server.url, headers: ownHeaders({ token, address: BYSTANDERS_ADDRESS }) };
  child.send(command);
  return {
    enter: (window: Window | null) => void child.send({ window }),
    end: async (): Promise<Measured> => {
      const answer = once(child, 'message');
      child.send('end');
      return ((await answer) as [Measured])[0];
    },
  };
}
