/** Whether a campaign's promises held, and the tables that say so. */
import { sorted } from '../../src/statistics/descriptive';
import type { CampaignReport } from './campaign';
import type { Samples } from './bystander';
import type { Holdings } from './heap-hook';

export interface Held {
  readonly what: string;
  readonly seen: string;
  readonly holds: boolean;
}

const MEMORY_SHARE = 1.1;
const LATENCY_SHARE = 2;
/** A p99 of fewer says nothing. */
const FEWEST_SAMPLES = 100;

export function promisesOf(report: CampaignReport): Held[] {
  const { before, after, bystander, assaults } = report;
  const faults = assaults.flatMap((assault) => assault.faults);
  const count = assaults.reduce((sum, { faultCount }) => sum + faultCount, 0);
  return [
    { what: 'the server lives to its orderly end', seen: `exit code ${report.exitCode}`, holds: report.exitCode === 0 },
    {
      what: 'no 500, no bug, nothing of its inside',
      seen: `${count} ${faults.slice(0, 10).join('; ')}`,
      holds: count === 0,
    },
    none('no error in the log', report.faultsInLog),
    none('rows are whole', report.rows.faults),
    none('the bystander is answered', bystander.failures),
    memory('heap', held(before), held(after)),
    latency('question', bystander.calm.question, bystander.attacked.question),
    latency('event', bystander.calm.event, bystander.attacked.event),
    sockets(before, after),
    {
      what: 'subscriptions are closed',
      seen: `${report.subscribersBefore} before, ${report.subscribersAfter} after`,
      holds: report.subscribersAfter <= report.subscribersBefore,
    },
  ];
}

const held = ({ heapBytes, externalBytes }: Holdings) => heapBytes + externalBytes;

function none(what: string, faults: readonly string[]): Held {
  return {
    what,
    seen: `${faults.length} ${faults.slice(0, 5).join('; ').slice(0, 1500)}`.trim(),
    holds: faults.length === 0,
  };
}

function memory(what: string, before: number, after: number): Held {
  return {
    what: `${what} back within 10 %`,
    seen: `${mebibytes(before)} before, ${mebibytes(after)} after`,
    holds: after <= before * MEMORY_SHARE,
  };
}

function sockets(before: Holdings, after: Holdings): Held {
  const of = ({ resources }: Holdings) => resources['TCPSocketWrap'] ?? 0;
  return {
    what: 'sockets are closed',
    seen: `${of(before)} before, ${of(after)} after`,
    holds: of(after) <= of(before),
  };
}

function latency(what: keyof Samples, calm: readonly number[], attacked: readonly number[]): Held {
  const [usual, then] = [percentile(calm, 0.99), percentile(attacked, 0.99)];
  const few = Math.min(calm.length, attacked.length) < FEWEST_SAMPLES;
  const seen =
    `${milliseconds(usual)} (median ${milliseconds(percentile(calm, 0.5))}, n ${calm.length}) in the calm, ` +
    `${milliseconds(then)} (median ${milliseconds(percentile(attacked, 0.5))}, n ${attacked.length}) under attack: ` +
    `${(then / usual).toFixed(2)} times${few ? ' (too few to judge)' : ''}`;
  return { what: `p99 of the bystander's ${what} at most doubled`, seen, holds: few || then <= LATENCY_SHARE * usual };
}

export function percentile(values: readonly number[], share: number): number {
  const ascending = sorted(values);
  return ascending[Math.ceil(share * ascending.length) - 1] ?? Number.NaN;
}

export const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
const milliseconds = (value: number) => `${value.toFixed(1)} ms`;
