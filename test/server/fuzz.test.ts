/**
 * The short form of `bench/fuzz.ts`: a thousand hostile requests, always the same, against the server as it is
 * installed. How long others wait meanwhile is for the bench to say: here the whole suite runs beside it.
 */
import { campaign } from '../../bench/fuzz/campaign';
import { promisesOf } from '../../bench/fuzz/verdict';

const PLANS = [
  ['that asks nobody', { asksWhoCalls: false, listedQueriesOnly: false, usualRates: false }, 800],
  [
    'that asks who calls, with the usual rates',
    { asksWhoCalls: true, listedQueriesOnly: false, usualRates: true },
    200,
  ],
] as const;

test.each(PLANS)(
  'hostile requests break nothing of a server %s, and leave nothing behind',
  async (name, plan, requests) => {
    const report = await campaign({
      ...{ plan: { name, databaseUrl: null, ...plan }, seed: 20_261_127, requests, warmUpRequests: 0.4 * requests },
      ...{ requestsPerSecond: 500, windowMilliseconds: 2000, longestMilliseconds: Infinity },
      ...{ pinned: false, withRace: false },
    });
    const broken = promisesOf(report).filter(({ holds, what }) => !holds && !what.startsWith('p99'));
    expect(broken).toEqual([]);
    const answered = [...(report.assaults[1]?.counts.values() ?? [])].flatMap((counts) => [...counts.keys()]);
    // It was an attack: what is right was answered, what is wrong was refused, sockets were closed with a reason.
    expect(answered).toEqual(expect.arrayContaining(['200', '400', 'closed 1002', 'closed 4400']));
  },
  180_000,
);
