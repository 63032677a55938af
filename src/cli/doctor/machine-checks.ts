/** How well this machine measures: its processors, who else uses them, and its clock. */
import { readFileSync } from 'node:fs';
import * as os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { ok, warn, type CheckResult } from './check';

const STEAL_WINDOW_MILLISECONDS = 500;
/** Above this share of the time, a neighbour on the host is visible in the times. */
const NOTABLE_STEAL = 0.01;
/** Others' load per processor above which times suffer. */
const NOTABLE_LOAD = 0.5;
/** A block lasts at least 20 ms: a microsecond is a twenty-thousandth of it. */
const GOOD_RESOLUTION_NANOSECONDS = 1_000;
const GOVERNOR_FILE = '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor';
const CLOCK_SOURCE_FILE = '/sys/devices/system/clocksource/clocksource0/current_clocksource';
/** Clocks that are read by a call into the kernel, thousands of nanoseconds at a time. */
const SLOW_CLOCK_SOURCES: readonly string[] = ['hpet', 'acpi_pm', 'jiffies', 'refined-jiffies'];

export function checkProcessors(count = os.availableParallelism()): CheckResult {
  if (count >= 2) return ok('processors', `${count}`);
  return warn('processors', 'only one', 'The server shares it with what it measures: expect wider intervals.');
}

export function checkGovernor(governor = readOrNull(GOVERNOR_FILE)): CheckResult {
  if (governor === null) return ok('frequency governor', 'not visible from here');
  if (governor === 'performance') return ok('frequency governor', governor);
  return warn('frequency governor', governor, 'Set it to performance: `sudo cpupower frequency-set -g performance`.');
}

/** Load includes whatever the last minute held. */
export function checkLoad(load = os.loadavg()[0] ?? 0, processors = os.availableParallelism()): CheckResult {
  const message = `${load.toFixed(2)} over the last minute`;
  if (load / processors <= NOTABLE_LOAD) return ok('load', message);
  return warn('load', message, 'Other programs use the processors: end them before a race.');
}

/** `null`: the machine does not tell. */
export async function checkSteal(measure: () => Promise<number | null> = measureSteal): Promise<CheckResult> {
  const share = await measure();
  if (share === null) return ok('stolen time', 'not visible from here');
  const message = `${(share * 100).toFixed(1)} % of the time`;
  if (share <= NOTABLE_STEAL) return ok('stolen time', message);
  return warn('stolen time', message, 'Other guests of this host take processor time: expect wider intervals.');
}

/** Share of all processors' time that went to other guests during a short window. Linux only. */
async function measureSteal(): Promise<number | null> {
  const before = readProcessorTimes();
  await sleep(STEAL_WINDOW_MILLISECONDS);
  const after = readProcessorTimes();
  if (!before || !after || after.total <= before.total) return null;
  return (after.stolen - before.stolen) / (after.total - before.total);
}

/** First line of /proc/stat, in ticks: user nice system idle iowait irq softirq steal (see proc(5)). */
function readProcessorTimes(): { readonly stolen: number; readonly total: number } | null {
  const line = readOrNull('/proc/stat')?.split('\n')[0];
  if (line === undefined) return null;
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
  return { stolen: ticks[7] ?? 0, total: ticks.reduce((sum, value) => sum + value, 0) };
}

export function checkClock(
  resolutionNanoseconds = measureResolution(),
  source = readOrNull(CLOCK_SOURCE_FILE),
): CheckResult {
  const message = `resolves ${resolutionNanoseconds} ns${source === null ? '' : ` (${source})`}`;
  if (source !== null && SLOW_CLOCK_SOURCES.includes(source)) {
    return warn('clock', message, 'The kernel uses a slow clock: allow tsc or the clock of the virtual machine.');
  }
  if (resolutionNanoseconds <= GOOD_RESOLUTION_NANOSECONDS) return ok('clock', message);
  return warn('clock', message, 'Short blocks are rounded: expect longer blocks and fewer of them.');
}

/** Smallest step seen between two readings. */
function measureResolution(): number {
  let smallest = Number.POSITIVE_INFINITY;
  for (let reading = 0; reading < 10_000; reading += 1) {
    const start = process.hrtime.bigint();
    const step = Number(process.hrtime.bigint() - start);
    if (step > 0 && step < smallest) smallest = step;
  }
  return smallest;
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
}
