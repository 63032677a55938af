/** The open loop of the Node kit on a clock that nobody waits for, against queues whose percentiles are known (E9). */
import type { Meter } from '../../../src/engines/worker-kit/node/meter';
import { processMeter } from '../../../src/engines/worker-kit/node/meter';
import { openLoop } from '../../../src/engines/worker-kit/node/open-loop';
import { mean } from '../../../src/statistics/descriptive';
import { latenciesOf, latenessOf, nearestRank, type RequestTimes } from '../../../src/statistics/request-times';
import { poissonArrivals } from '../../../src/statistics/schedule';

const SERVICE_SECONDS = 0.005;
const STALL_SECONDS = 0.5;
const PERIOD_SECONDS = 10;
const RATE = 40;
const NANOSECONDS = 1e9;

/** Answers in 5 ms, and stands still for the first half second of every ten. */
class StallingServer implements Meter {
  private time = 0n;

  /** `lateSeconds`: how much too late whoever waits is woken. */
  constructor(
    private readonly stallSeconds: number,
    private readonly lateSeconds = 0,
  ) {}

  begin = (): bigint => this.time;
  end = (): bigint => this.time;
  usage = () => ({ cpuNanoseconds: 0, involuntarySwitches: 0, majorFaults: 0 });

  waitUntil = (due: bigint): void => {
    this.time = due + BigInt(Math.round(this.lateSeconds * NANOSECONDS));
  };

  async serve(): Promise<void> {
    let seconds = Number(this.time) / NANOSECONDS;
    let left = SERVICE_SECONDS;
    while (left > 1e-12) {
      const phase = seconds % PERIOD_SECONDS;
      if (phase < this.stallSeconds) seconds += this.stallSeconds - phase;
      const fits = Math.min(left, PERIOD_SECONDS - (seconds % PERIOD_SECONDS));
      seconds += fits;
      left -= fits;
    }
    this.time = BigInt(Math.round(seconds * NANOSECONDS));
  }
}

const schedule = (count: number) =>
  poissonArrivals(11, 1, 0, count).map((gaps) => Math.round((gaps / RATE) * NANOSECONDS));

async function served(server: StallingServer, scheduledNanoseconds: number[]): Promise<RequestTimes> {
  const { begin, issued, completed } = await openLoop(() => server.serve(), server, scheduledNanoseconds);
  const sinceBegin = (moments: readonly bigint[]) => moments.map((moment) => Number(moment - begin));
  return {
    scheduledNanoseconds,
    issuedNanoseconds: sinceBegin(issued),
    completedNanoseconds: sinceBegin(completed),
  };
}

/**
 * The work before an arrival at x after the begin of a stall is V(x) = S - (1 - rho) x, until it is done: the stall goes
 * by, and rho of each second comes in. An arrival finds more than v with probability (S - v) / ((1 - rho) T).
 */
const utilisation = RATE * SERVICE_SECONDS;
const analyticP99 = STALL_SECONDS - 0.01 * (1 - utilisation) * PERIOD_SECONDS + SERVICE_SECONDS;
const isRight = (p99Nanoseconds: number) => Math.abs(p99Nanoseconds / NANOSECONDS / analyticP99 - 1) <= 0.05;

describe('the open loop', () => {
  const scheduled = schedule(100_000);

  it('finds the p99 of a server that stalls, to 5 % of the analytic value', async () => {
    const times = await served(new StallingServer(STALL_SECONDS), scheduled);
    expect(isRight(nearestRank(latenciesOf(times), 99))).toBe(true);
    expect(Math.max(...latenessOf(times).map(Math.abs))).toBe(0);
  });

  it('would not find it if it were a closed one, or counted from when a request is issued', async () => {
    const server = new StallingServer(STALL_SECONDS);
    const latencies: number[] = [];
    for (const [index, at] of scheduled.entries()) {
      // The gap to the next request begins when the one before is answered.
      const gap = at - (scheduled[index - 1] ?? 0);
      const begin = server.begin() + BigInt(gap);
      server.waitUntil(begin);
      await server.serve();
      latencies.push(Number(server.end() - begin));
    }
    expect(isRight(nearestRank(latencies, 99))).toBe(false);
    const times = await served(new StallingServer(STALL_SECONDS), scheduled);
    const fromIssue = latenciesOf({ ...times, scheduledNanoseconds: times.issuedNanoseconds });
    expect(isRight(nearestRank(fromIssue, 99))).toBe(false);
  });

  it('waits as the theory of queues says where nothing stalls', async () => {
    const times = await served(new StallingServer(0), scheduled);
    // M/D/1: the mean wait is rho s / 2 (1 - rho) (Pollaczek and Khinchine).
    const wait = (utilisation * SERVICE_SECONDS) / (2 * (1 - utilisation));
    const measured = mean(latenciesOf(times)) / NANOSECONDS - SERVICE_SECONDS;
    expect(Math.abs(measured / wait - 1)).toBeLessThan(0.05);
  });

  it('tells how late it was itself: only of requests that it waited for', async () => {
    const times = await served(new StallingServer(0, 0.001), scheduled.slice(0, 2000));
    const lateness = latenessOf(times);
    expect(nearestRank(lateness, 99)).toBe(1_000_000);
    expect(lateness.filter((late) => late === 0).length).toBeGreaterThan(100);
    expect(nearestRank(latenciesOf(times), 50)).toBeGreaterThan(1_000_000 + SERVICE_SECONDS * NANOSECONDS - 1);
  });
});

it('waits on the real clock until a request is due, and no longer', async () => {
  const scheduledNanoseconds = Array.from({ length: 60 }, (_, index) => index * 4_000_000);
  const { begin, issued, completed } = await openLoop(() => Promise.resolve(), processMeter, scheduledNanoseconds);
  const sinceBegin = (moments: readonly bigint[]) => moments.map((moment) => Number(moment - begin));
  const times = {
    scheduledNanoseconds,
    issuedNanoseconds: sinceBegin(issued),
    completedNanoseconds: sinceBegin(completed),
  };
  const lateness = latenessOf(times);
  expect(Math.min(...lateness)).toBeGreaterThanOrEqual(0);
  // Half of them at least, whatever else this machine does.
  expect(nearestRank(lateness, 50)).toBeLessThan(100_000);
});

it('issues at once what was due while another was going on: what is behind a slow request takes longer', async () => {
  let calls = 0;
  const spin = async (): Promise<void> => {
    calls += 1;
    const until = process.hrtime.bigint() + (calls === 2 ? 40_000_000n : 1_000_000n);
    while (process.hrtime.bigint() < until);
  };
  const scheduledNanoseconds = Array.from({ length: 8 }, (_, index) => index * 5_000_000);
  const { begin, issued, completed } = await openLoop(spin, processMeter, scheduledNanoseconds);
  const latencies = completed.map((moment, index) => Number(moment - begin) - (scheduledNanoseconds[index] ?? 0));
  expect(latencies[2]).toBeGreaterThanOrEqual(36_000_000);
  expect(latencies[3]).toBeGreaterThanOrEqual(32_000_000);
  const service = completed.map((moment, index) => Number(moment - (issued[index] ?? 0n)));
  expect(service[2]).toBeLessThan(latencies[2] ?? 0);
});
