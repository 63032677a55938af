import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Launch } from '../../src/engines/engine';
import { fake } from '../../src/engines/fake/adapter';
import { reference } from '../../src/engines/reference/adapter';
import { Watchdog } from '../../src/engines/watchdog';
import { DEFAULT_WORKER_TIMEOUTS } from '../../src/engines/worker-session';
import { workerSpawner } from '../../src/engines/worker-spawner';
import { hostBoundShare } from '../../src/racing/host-bound';
import { expectedMemoryBytes, reasonForExclusive, type InterleavingName } from '../../src/racing/interleaving';
import type { RaceFact } from '../../src/racing/race-fact';
import { NOTHING_MEASURED } from '../../src/racing/race-plan';
import { runRace } from '../../src/racing/race-runner';
import { launchContext } from '../contract/worker-bench';
import { smallMlp } from '../contract/graphs';

const GIBIBYTE = 2 ** 30;
const small = { preallocatesDeviceMemory: false, peakResidentBytes: GIBIBYTE };
const taking = { preallocatesDeviceMemory: true, peakResidentBytes: GIBIBYTE };
const question = { onGpu: false, memoryBytes: 16 * GIBIBYTE, expectedBytes: GIBIBYTE, entrants: [small, small] };

describe('whether entrants are alive together', () => {
  test('they are where they fit into the memory', () => {
    expect(reasonForExclusive(question)).toBeNull();
    expect(reasonForExclusive({ ...question, entrants: [taking, taking] })).toBeNull();
    expect(reasonForExclusive({ ...question, onGpu: true })).toBeNull();
  });

  test('they are not where an engine takes the memory of the GPU, unless it is alone', () => {
    const onGpu = { ...question, onGpu: true };
    expect(reasonForExclusive({ ...onGpu, entrants: [small, taking] })).toMatch(/memory of the GPU/);
    expect(reasonForExclusive({ ...onGpu, entrants: [taking] })).toBeNull();
  });

  test('they are not where together they would fill more than 60 % of the memory, measured or expected', () => {
    const large = { ...small, peakResidentBytes: 9 * GIBIBYTE };
    expect(reasonForExclusive({ ...question, entrants: [large, small] })).toMatch(/10\.0 GiB of the 16\.0 GiB/);
    expect(reasonForExclusive({ ...question, entrants: [{ ...large, peakResidentBytes: null }, small] })).toBeNull();
    const unknown = { ...small, peakResidentBytes: null };
    expect(
      reasonForExclusive({ ...question, expectedBytes: 5 * GIBIBYTE, entrants: [unknown, unknown] }),
    ).not.toBeNull();
  });

  test('a graph is expected to hold at least the framework, and more in training', () => {
    const inference = expectedMemoryBytes({ graph: smallMlp, task: 'INFERENCE', precision: 'FLOAT32' }, 8);
    expect(inference).toBeGreaterThan(0.3 * GIBIBYTE);
    expect(expectedMemoryBytes({ graph: smallMlp, task: 'TRAINING', precision: 'FLOAT32' }, 8)).toBeGreaterThan(
      inference,
    );
  });
});

describe('the share of time in which the device waited', () => {
  test('is unknown without a time of the device, and never negative', () => {
    const block = { elapsedNanoseconds: 1000, deviceNanoseconds: null };
    expect(hostBoundShare([])).toBeNull();
    expect(hostBoundShare([block])).toBeNull();
    expect(hostBoundShare([block, { ...block, deviceNanoseconds: 250 }])).toBe(0.75);
    expect(hostBoundShare([{ ...block, deviceNanoseconds: 1001 }])).toBe(0);
  });
});

const referenceLaunch = reference.locate(launchContext());
const fakeLaunch = fake.locate(launchContext());
const installed = referenceLaunch.kind === 'launch' && fakeLaunch.kind === 'launch';
if (!installed) console.warn('SKIPPED: races in both interleavings: the reference or the compiled sources are missing');

(installed ? describe : describe.skip)('a race of the fake engine', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-interleaving-'));
  const watchdog = Watchdog.start();
  afterAll(async () => {
    await watchdog.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs two rounds; counts how many workers were alive when each was started. */
  async function race(interleaving: InterleavingName): Promise<{ facts: RaceFact[]; alive: number[] }> {
    const spawn = workerSpawner(watchdog, DEFAULT_WORKER_TIMEOUTS);
    const alive: number[] = [];
    const counting: typeof spawn = (launch, options) => {
      if (launch === fakeLaunch) alive.push(fakeWorkers());
      return spawn(launch, options);
    };
    const controller = new AbortController();
    const facts: RaceFact[] = [];
    const entrants = (['steady', 'twice', 'steady'] as const).map((variant, position) => ({
      ...{ runId: `run-${position}`, position, engineId: 'fake', variant, launch: fakeLaunch as Launch, device: 'cpu' },
      ...{ ...NOTHING_MEASURED, preallocatesDeviceMemory: false },
    }));
    const stories = runRace(
      {
        ...{ raceId: 'race', graph: smallMlp, task: 'INFERENCE', precision: 'FLOAT32', division: 'STRICT' },
        ...{
          metric: 'THROUGHPUT',
          scenario: null,
          sequences: null,
          compilationCaches: null,
          question: 'BEST',
          effort: 'QUICK',
          practicalDifference: 0.02,
          targetHalfWidth: null,
          device: 'CPU',
        },
        ...{ budgetSeconds: 600, spentSeconds: 0, threads: 1, seed: 3, entrants, firstRound: 1 },
        // Less than one process holds.
        memoryBytes: interleaving === 'RESIDENT' ? os.totalmem() : 2 ** 25,
        workDirectory: path.join(folder, interleaving),
      },
      { spawn: counting, reference: referenceLaunch as Launch },
      controller.signal,
    );
    for await (const fact of stories) {
      facts.push(fact);
      if (fact.kind === 'round' && fact.round === 2) break;
    }
    return { facts, alive };
  }

  it.each(['RESIDENT', 'EXCLUSIVE'] as const)(
    'is measured %s, and finds the slower one',
    async (interleaving) => {
      const { facts, alive } = await race(interleaving);
      const exclusive = interleaving === 'EXCLUSIVE';
      expect(alive).toEqual(exclusive ? [0, 0, 0, 0, 0, 0] : [0, 1, 2, 0, 1, 2]);

      const trials = facts.flatMap((fact) => (fact.kind === 'trial' ? [fact.trial] : []));
      expect(trials).toHaveLength(6);
      for (const trial of trials) expect(trial.tags.includes('EXCLUSIVE')).toBe(exclusive);
      expect(new Set(trials.map(({ blocks }) => blocks.length)).size).toBe(1);

      const warnings = facts.flatMap((fact) => (fact.kind === 'warning' ? [fact.warning.code] : []));
      expect(new Set(warnings)).toEqual(new Set(exclusive ? ['EXCLUSIVE_INTERLEAVING'] : []));

      const seconds = (runId: string) => {
        const round = facts.findLast((fact) => fact.kind === 'round');
        const run = round?.kind === 'round' ? round.analysis.runs.find((one) => one.runId === runId) : undefined;
        return run?.secondsPerIteration?.value ?? Number.NaN;
      };
      expect(seconds('run-1') / seconds('run-0')).toBeGreaterThan(1.7);
      expect(seconds('run-2') / seconds('run-0')).toBeLessThan(1.3);
      expect(facts.some((fact) => fact.kind === 'run-ended')).toBe(false);
      expect(fakeWorkers()).toBe(0);
    },
    120_000,
  );
});

/** Processes of the fake engine that this process started and that have not ended. */
function fakeWorkers(): number {
  const { stdout } = spawnSync('ps', ['-o', 'stat=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' });
  const lines = stdout.split('\n').filter((line) => !line.trim().startsWith('Z'));
  // One that has only just become another program has no arguments yet: `ps` then shows its name in brackets.
  if (lines.some((line) => line.endsWith(']'))) return fakeWorkers();
  return lines.filter((line) => line.includes('fake')).length;
}
