/** Repetition after repetition of each fault, in a cluster that goes on from one to the next. */
import { mkdirSync } from 'node:fs';
import { mayMount } from '../../test/support/small-disk';
import { Alone } from './alone';
import { disk } from './alone-faults';
import { ALONE_FAULTS, CLUSTER_FAULTS, TITLES } from './all-faults';
import { Cluster } from './cluster';
import type { Fault } from './fault';
import { findFakeTime } from './movable-clock';
import { repeat, type Outcome } from './repetition';
import type { Site } from './site';

export interface CampaignOptions {
  /** Names of faults. */
  readonly faults: readonly string[];
  /** Of the first repetition of each; the next ones count up. */
  readonly seed: number;
  readonly repetitions: number;
  /** Aborted: no further repetition begins. */
  readonly signal: AbortSignal;
  readonly holdSeconds: number;
  /** Of one race. */
  readonly race: Record<string, unknown>;
  /** Python engines that it wants. */
  readonly engines: readonly string[];
  /** Where machines' logs are kept after a violation; null: nowhere. */
  readonly logs: string | null;
  readonly tell: (outcome: Outcome) => void;
}

/** Throws where a fault is not known. What cannot be done on this machine is left out, with a loud word. */
export async function campaign(options: CampaignOptions): Promise<void> {
  const { faults, holdSeconds, engines, logs } = options;
  const unknown = faults.filter((name) => !TITLES.has(name));
  if (unknown.length > 0) throw new Error(`There is no fault ${unknown.join()}: ${[...TITLES.keys()].join()}`);
  if (logs !== null) mkdirSync(logs, { recursive: true });
  const chosen = CLUSTER_FAULTS.filter(({ name }) => faults.includes(name));
  const cluster = { servers: 2, workers: 2, holdSeconds, engines };
  const usual = chosen.filter(({ movesClocks, fillsDisk }) => !movesClocks && !fillsDisk);
  await inTurn(usual, () => Cluster.start({ ...cluster, movableClocks: false }), options);
  const withClocks = possible(
    findFakeTime() !== null,
    'libfaketime (Debian: faketime)',
    chosen,
    ({ movesClocks }) => !!movesClocks,
  );
  await inTurn(withClocks, () => Cluster.start({ ...cluster, movableClocks: true }), options);
  const mayFill = mayMount();
  const root = 'root, to mount a file system';
  const filling = possible(mayFill, root, chosen, ({ fillsDisk }) => !!fillsDisk);
  await inTurn(filling, () => Cluster.start({ ...cluster, movableClocks: false, smallDisk: true }), options);
  const alone = ALONE_FAULTS.filter(({ name }) => faults.includes(name));
  const withDisk = possible(mayFill, root, alone, (fault) => fault === disk);
  await inTurn(
    [...alone.filter((fault) => fault !== disk), ...withDisk],
    () => Alone.start({ ownDisk: mayFill }),
    options,
  );
}

/** Those that match, or none of them and a loud word. */
function possible<One extends { readonly title: string }>(
  here: boolean,
  wanted: string,
  faults: readonly One[],
  match: (fault: One) => boolean,
): One[] {
  const matching = faults.filter(match);
  if (here) return matching;
  for (const { title } of matching) console.warn(`SKIPPED: ${title}, for that needs ${wanted}.`);
  return [];
}

/** Each once, then each again, and so on. */
async function inTurn<Where extends Site>(
  faults: readonly Fault<Where>[],
  start: () => Promise<Where>,
  options: CampaignOptions,
): Promise<void> {
  const { seed: first, repetitions, race, logs, signal, tell } = options;
  if (faults.length === 0) return;
  const site = await start();
  try {
    for (let seed = first; seed < first + repetitions; seed++) {
      for (const fault of faults) {
        if (signal.aborted) return;
        const outcome = await repeat(site, fault, { seed, race });
        tell(outcome);
        if (outcome.violations.length > 0 && logs !== null) site.keepLogs(logs);
      }
    }
  } finally {
    await site.dispose();
  }
}
