/** Workers that take more than they may: each ends alone, says why, leaves nobody behind, and the next one measures. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ContainmentKind } from '../../src/engines/containment';
import { findGroupPlace } from '../../src/engines/control-groups';
import { Watchdog } from '../../src/engines/watchdog';
import type { WorkerFailure } from '../../src/engines/worker-failure';
import type { WorkerSession, WorkerTimeouts } from '../../src/engines/worker-session';
import { misbehaving, type Misbehaviour } from '../fixtures/misbehaving-adapter';
import { eventually, fakeLaunch, isAlive, Workbench } from './workbench';

const PLAN = { blocks: 5, iterationsPerBlock: 10, rewarmIterations: 0 };
const BOUNDS = { memoryBytes: 400 * 2 ** 20, setAsideBytes: 2 ** 29, processes: 60, fileBytes: 2 ** 20 };
const KINDS: ContainmentKind[] = ['process-limits', ...(findGroupPlace() ? (['control-groups'] as const) : [])];
if (KINDS.length === 1) process.stderr.write('SKIPPED: this process may make no control groups.\n');

describe.each(KINDS)('contained by %s', (kind) => {
  let bench: Workbench;
  let folders: readonly string[];
  beforeEach(() => {
    bench = new Workbench(Watchdog.start({ kind, ...BOUNDS }));
    folders = bench.watchdog.containment.traces.folders;
  });
  afterEach(async () => {
    const good = bench.spawn(fakeLaunch());
    await good.hello();
    await good.prepare(bench.prepare());
    expect(await good.measure(PLAN)).toHaveLength(5);
    await good.close();
    const groups = folders.flatMap((folder) => fs.readdirSync(folder, { withFileTypes: true }));
    expect(groups.filter((entry) => entry.isDirectory())).toEqual([]);
    await bench.close();
    expect(folders.filter((folder) => fs.existsSync(folder))).toEqual([]);
  });

  const withGroups = kind === 'control-groups' ? test : test.skip;

  async function failing(variant: Misbehaviour, timeouts: Partial<WorkerTimeouts> = {}): Promise<WorkerFailure> {
    const session = bench.spawn(launch(), timeouts);
    const { pid } = await session.hello();
    const failure = await failureOf(
      session.prepare(bench.prepare({ variant })).then(() => session.measure(PLAN)),
      session,
    );
    expect(isAlive(pid)).toBe(false);
    return failure;
  }

  test('one that eats memory is ended for it, and says what it might have', async () => {
    const failure = await failing('eats-memory');
    // Version 8 of V8 says RangeError where the system refuses memory; a group is killed whole.
    expect(failure).toMatchObject({ code: 'WORKER_OUT_OF_MEMORY', phase: 'measure' });
    expect(failure.message).toContain('Workers on this host may hold 0.39 GiB (PHOTOFINISH_WORKER_MEMORY_BYTES).');
  });

  withGroups('one whose child eats memory, and that waits for it for ever, is told to have run out of it', async () => {
    const failure = await failing('child-eats-memory', { prepareMilliseconds: 2_500 });
    expect(failure).toMatchObject({ code: 'WORKER_OUT_OF_MEMORY' });
  });

  withGroups('one that has children without end has no more than it may, and none afterwards', async () => {
    const failure = await failing('forks-without-end');
    expect(failure).toMatchObject({ code: 'WORKER_REPORTED' });
    const count = Number(/no more than (\d+) children/.exec(failure.message)?.[1]);
    expect(count).toBeGreaterThan(5);
    expect(count).toBeLessThan(BOUNDS.processes);
  });

  test('one that floods its disk is ended at the largest file that it may have', async () => {
    const failure = await failing('floods-disk');
    expect(failure).toMatchObject({ code: 'WORKER_REPORTED', message: expect.stringContaining('EFBIG') });
    expect(fs.statSync(path.join(bench.folder, 'flood')).size).toBeLessThanOrEqual(BOUNDS.fileBytes);
  });

  test('a child in a session of its own goes with it', async () => {
    const session = bench.spawn(launch());
    await session.hello();
    await session.prepare(bench.prepare({ variant: 'leaves-session' }));
    await session.measure(PLAN);
    await session.close();
    const { logTail } = await failureOf(session.measure(PLAN), session);
    const child = Number(/child (\d+)/.exec(logTail)?.[1]);
    expect(child).toBeGreaterThan(1);
    await eventually(() => !isAlive(child), 'the child in a session of its own is gone');
  });

  test('it leaves no core behind, and is the first to be killed when the machine has no memory left', async () => {
    const session = bench.spawn(launch());
    const { pid } = await session.hello();
    const limits = fs.readFileSync(`/proc/${pid}/limits`, 'utf8');
    expect(limits).toMatch(/^Max core file size\s+0\s+0\s/m);
    expect(limits).toMatch(/^Max file size\s+1048576\s/m);
    expect(limits).toMatch(kind === 'process-limits' ? /^Max data size\s+\d+\s/m : /^Max data size\s+unlimited\s/m);
    expect(fs.readFileSync(`/proc/${pid}/oom_score_adj`, 'utf8').trim()).toBe('1000');
    expect(fs.readFileSync('/proc/self/oom_score_adj', 'utf8').trim()).not.toBe('1000');
    await session.kill();
  });
});

function launch() {
  const found = misbehaving.locate({ packageRoot: '', cacheDirectory: '', pythonOverride: () => undefined });
  if (found.kind !== 'launch') throw new Error(found.reason);
  return found;
}

/** Of whichever question it fails. */
async function failureOf(answer: Promise<unknown>, session: WorkerSession): Promise<WorkerFailure> {
  return answer.then(
    async () => {
      await session.kill();
      throw new Error('the worker did not fail');
    },
    (error: unknown) => error as WorkerFailure,
  );
}
