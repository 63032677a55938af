import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Launch } from '../../src/engines/engine';
import { fake } from '../../src/engines/fake/adapter';
import { reference } from '../../src/engines/reference/adapter';
import { Watchdog } from '../../src/engines/watchdog';
import { DEFAULT_WORKER_TIMEOUTS } from '../../src/engines/worker-session';
import { workerSpawner } from '../../src/engines/worker-spawner';
import { findPressureFiles } from '../../src/hardware/pressure';
import { environmentGrade } from '../../src/racing/disturbance';
import { disturbancesOf } from '../../src/racing/disturbance-report';
import type { MeasuredTrial } from '../../src/racing/race-fact';
import { NOTHING_MEASURED } from '../../src/racing/race-plan';
import { runRace } from '../../src/racing/race-runner';
import { smallMlp } from '../contract/graphs';
import { launchContext } from '../contract/worker-bench';
import { fakeGpuTool, type GpuToolAnswers } from '../support/gpu-tool';

const referenceLaunch = reference.locate(launchContext());
const fakeLaunch = fake.locate(launchContext());
const installed = referenceLaunch.kind === 'launch' && fakeLaunch.kind === 'launch';
if (!installed) console.warn('SKIPPED: races beside others: the reference or the compiled sources are missing');

jest.setTimeout(120_000);

(installed ? describe : describe.skip)('a race of the fake engine against itself', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-environment-'));
  const watchdog = Watchdog.start();
  afterAll(async () => {
    await watchdog.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Of so many rounds. */
  async function trialsOf(rounds: number, device: 'CPU' | 'GPU', gpuTool?: string): Promise<MeasuredTrial[]> {
    const entrants = [0, 1].map((position) => ({
      ...{ runId: `run-${position}`, position, engineId: 'fake', variant: 'steady', launch: fakeLaunch as Launch },
      ...{ device: 'cpu', ...NOTHING_MEASURED, preallocatesDeviceMemory: false },
    }));
    const facts = runRace(
      {
        ...{ raceId: 'race', graph: smallMlp, task: 'INFERENCE', precision: 'FLOAT32', division: 'STRICT' },
        ...{
          scenario: null,
          sequences: null,
          compilationCaches: null,
          metric: 'THROUGHPUT',
          question: 'BEST',
          effort: 'QUICK',
          practicalDifference: 0.02,
          targetHalfWidth: null,
        },
        ...{ budgetSeconds: 600, spentSeconds: 0, device, threads: 1, seed: 3, entrants, firstRound: 1 },
        ...{ memoryBytes: os.totalmem(), workDirectory: path.join(folder, 'work') },
      },
      {
        spawn: workerSpawner(watchdog, DEFAULT_WORKER_TIMEOUTS),
        reference: referenceLaunch as Launch,
        ...(gpuTool === undefined ? {} : { gpuTool }),
      },
      new AbortController().signal,
    );
    const trials: MeasuredTrial[] = [];
    for await (const fact of facts) {
      if (fact.kind === 'trial') trials.push(fact.trial);
      if (fact.kind === 'round' && fact.round === rounds) break;
    }
    return trials;
  }

  test('beside programs that want every processor twice is tagged so, graded C, and says what helps', async () => {
    const spinning: ChildProcess[] = [];
    try {
      for (let program = 0; program < 2 * os.availableParallelism(); program++) {
        // Of our own priority: of a lower one, whoever wakes up hardly waits for them.
        spinning.push(spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));
      }
      const trials = await trialsOf(4, 'CPU');
      expect(trials).toHaveLength(8);
      for (const { tags, blocks, gpu } of trials) {
        expect(blocks.length).toBeGreaterThan(0);
        expect(tags).not.toContain('ALONE');
        expect(gpu).toBeNull();
      }
      // Its scripted blocks are over so soon that now and then a whole trial gets its processor at once.
      const pressed = trials.filter(({ tags }) => tags.includes('CPU_PRESSURE'));
      if (findPressureFiles() === null) return expect(pressed).toEqual([]);
      expect(pressed.length).toBeGreaterThan(0);
      expect(environmentGrade(trials)).toBe('C');
      const pressure = disturbancesOf(trials).find(({ code }) => code === 'CPU_PRESSURE');
      const share = (some: readonly MeasuredTrial[]) => some.reduce((sum, { blocks }) => sum + blocks.length, 0);
      expect(pressure?.blockShare).toBeCloseTo(share(pressed) / share(trials), 9);
      expect(pressure?.message).toMatch(/End other programs/);
    } finally {
      for (const program of spinning) program.kill('SIGKILL');
    }
  });

  describe('on a GPU (with a stand-in for the driver’s tool; not run on a GPU)', () => {
    async function raced(answers: GpuToolAnswers, rounds = 1): Promise<MeasuredTrial[]> {
      const tool = fakeGpuTool(answers);
      try {
        return await trialsOf(rounds, 'GPU', tool.command);
      } finally {
        tool.remove();
      }
    }
    /** Shell for the race's own workers, found by their command line. */
    const WORKERS = `for pid in $(processes ${path.join('fake', 'worker')}); do echo "GPU-a, $pid"; done`;

    test('keeps how the GPU was while each entrant computed, and says nothing where that was well', async () => {
      const trials = await raced({ gpus: ['GPU-a, 1980, 61, 0x4'], processes: WORKERS });
      expect(trials.map(({ gpu }) => gpu)).toEqual(
        [0, 1].map(() => ({
          smClockHertz: 1.98e9,
          temperatureCelsius: 61,
          clockReasons: ['SW_POWER_CAP'],
          foreignProcesses: expect.any(Number),
        })),
      );
      expect(trials.flatMap(({ tags }) => tags)).not.toContain('GPU_THROTTLED');
    });

    test('is tagged where heat slows the GPU down, and where another program is on it', async () => {
      const processes = `${WORKERS}; echo 'GPU-a, 1'`;
      const trials = await raced({ gpus: ['GPU-a, 1200, 93, 0x20'], processes });
      for (const { tags } of trials) {
        expect(tags).toEqual(expect.arrayContaining(['GPU_THROTTLED', 'FOREIGN_GPU_PROCESS']));
      }
      expect(environmentGrade(trials)).toBe('C');
      expect(disturbancesOf(trials).map(({ code }) => code)).toEqual(
        expect.arrayContaining(['GPU_THROTTLED', 'FOREIGN_GPU_PROCESS']),
      );
    });

    test('knows nothing of the GPU where there is no such tool, and races on', async () => {
      const trials = await trialsOf(2, 'GPU', '/nonexistent/tool');
      expect(trials.map(({ gpu }) => gpu)).toEqual([null, null, null, null]);
    });
  });
});
