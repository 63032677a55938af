import * as path from 'node:path';
import type { WorkerFailure } from '../../src/engines/worker-failure';
import type { WorkerSession, WorkerTimeouts } from '../../src/engines/worker-session';
import { readSafetensors } from '../../src/protocol/safetensors';
import { launchAtStart, misbehaving, type Misbehaviour } from '../fixtures/misbehaving-adapter';
import { eventually, fakeLaunch, isAlive, Workbench } from './workbench';

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.close());

const PLAN = { blocks: 5, iterationsPerBlock: 10, rewarmIterations: 0 };

async function prepared(
  variant: Misbehaviour,
  timeouts: Partial<WorkerTimeouts> = {},
): Promise<{ session: WorkerSession; pid: number }> {
  const session = bench.spawn(located(), timeouts);
  const { pid } = await session.hello();
  expect((await prepare(session, variant)).kind).toBe('prepared');
  return { session, pid };
}

function located() {
  const launch = misbehaving.locate({ packageRoot: '', cacheDirectory: '', pythonOverride: () => undefined });
  if (launch.kind !== 'launch') throw new Error(launch.reason);
  return launch;
}

const prepare = (session: WorkerSession, variant: Misbehaviour) => session.prepare(bench.prepare({ variant }));

async function failureOf(answer: Promise<unknown>): Promise<WorkerFailure> {
  return answer.then(
    () => Promise.reject(new Error('the worker did not fail')),
    (error: unknown) => error as WorkerFailure,
  );
}

describe('in the middle of a block', () => {
  const cases: [Misbehaviour, Partial<WorkerFailure>][] = [
    ['crash-mid-block', { code: 'WORKER_CRASHED', signal: 'SIGSEGV', exitCode: null }],
    ['exit-mid-block', { code: 'WORKER_CRASHED', signal: null, exitCode: 3 }],
    ['throw-mid-block', { code: 'WORKER_REPORTED', message: 'RangeError: the device is on fire' }],
    [
      'garbage-on-channel',
      { code: 'WORKER_BROKE_PROTOCOL', message: 'The worker broke the protocol: it sent a line that is not JSON.' },
    ],
    ['endless-line', { code: 'WORKER_BROKE_PROTOCOL', message: expect.stringContaining('longer than') }],
    [
      'out-of-order',
      { code: 'WORKER_BROKE_PROTOCOL', message: 'The worker broke the protocol: it said done while blocks were due.' },
    ],
    [
      'out-of-memory',
      {
        code: 'WORKER_OUT_OF_MEMORY',
        signal: 'SIGABRT',
        logTail: expect.stringContaining('heap out of memory'),
      },
    ],
  ];
  it.each(cases)('%s fails the measurement with its facts', async (variant, facts) => {
    const { session, pid } = await prepared(variant);
    const failure = await failureOf(session.measure(PLAN));
    expect(failure).toMatchObject({ name: 'WorkerFailure', phase: 'measure', timedOut: false, ...facts });
    expect(isAlive(pid)).toBe(false);
    expect(failure.advice).not.toBe('');
  });

  it('a worker that hangs and ignores SIGTERM is late, and is gone', async () => {
    const { session, pid } = await prepared('hang', { measureMilliseconds: 300 });
    const failure = await failureOf(session.measure(PLAN));
    expect(failure).toMatchObject({ code: 'WORKER_TIMED_OUT', timedOut: true, exitCode: null, signal: null });
    expect(failure.message).toBe('The worker did not answer measure within 0.3 s.');
    expect(isAlive(pid)).toBe(false);
  });

  it('a kill from outside is not called a want of memory where the kernel counts and has killed nobody', async () => {
    const { session } = await prepared('killed-mid-block');
    expect(await failureOf(session.measure(PLAN))).toMatchObject({ code: 'WORKER_CRASHED', signal: 'SIGKILL' });
  });

  it('every later question gets the same failure', async () => {
    const { session } = await prepared('crash-mid-block');
    const failure = await failureOf(session.measure(PLAN));
    expect(await failureOf(session.measure(PLAN))).toBe(failure);
    expect(await failureOf(session.close())).toBe(failure);
  });
});

describe('lies', () => {
  const broken = (problem: string) => `The worker broke the protocol: ${problem}.`;
  const cases: [Misbehaviour, string][] = [
    ['says-not-a-number', broken('it sent a line that is not JSON')],
    ['says-infinity', expect.stringContaining('(blocks.0.checksum: ')],
    ['says-negative-time', expect.stringContaining('(blocks.0.elapsedNanoseconds: ')],
    ['says-text-for-time', expect.stringContaining('(blocks.0.elapsedNanoseconds: ')],
    ['says-fewer-blocks', broken('it gave 4 blocks where 5 were asked for')],
    ['says-more-iterations', broken('a block has 11 iterations')],
    ['says-it-is-another-request', broken('it answered request 2 where 1 was asked')],
    ['says-overlapping-blocks', broken('its blocks overlap in time')],
  ];
  it.each(cases)('%s breaks the protocol', async (variant, message) => {
    const { session, pid } = await prepared(variant);
    expect(await failureOf(session.measure(PLAN))).toMatchObject({ code: 'WORKER_BROKE_PROTOCOL', message });
    expect(isAlive(pid)).toBe(false);
  });

  it('a worker that reports more time than it had breaks the protocol', async () => {
    // Scripted times run ahead of the clock: nobody else's may.
    const { scriptedClock: _, ...launch } = fakeLaunch();
    const session = bench.spawn(launch);
    await session.hello();
    await session.prepare(bench.prepare());
    const failure = await failureOf(session.measure({ ...PLAN, iterationsPerBlock: 10_000 }));
    expect(failure).toMatchObject({ code: 'WORKER_BROKE_PROTOCOL', phase: 'measure' });
    expect(failure.message).toMatch(/it reports [\d.]+ s of work, and had [\d.]+ s/);
  });
});

describe('hung', () => {
  const cases: [Misbehaviour, Partial<WorkerTimeouts>, (session: WorkerSession) => Promise<unknown>][] = [
    ['hangs-in-build', { prepareMilliseconds: 300 }, (session) => prepare(session, 'hangs-in-build')],
    [
      'stops-itself',
      { measureMilliseconds: 300 },
      (session) => prepare(session, 'stops-itself').then(() => session.measure(PLAN)),
    ],
    [
      'hangs-at-close',
      { closeMilliseconds: 300 },
      (session) => prepare(session, 'hangs-at-close').then(() => session.close()),
    ],
  ];
  it.each(cases)('%s is late, and is gone', async (_, timeouts, ask) => {
    const session = bench.spawn(located(), timeouts);
    const { pid } = await session.hello();
    expect(await failureOf(ask(session))).toMatchObject({ code: 'WORKER_TIMED_OUT', timedOut: true });
    expect(isAlive(pid)).toBe(false);
  });
});

it('garbage on stdout and stderr harms nothing', async () => {
  const { session } = await prepared('noisy-stdout');
  await expect(session.measure(PLAN)).resolves.toHaveLength(5);
  await session.close();
});

it('a flood on stdout harms nothing, and only its end is kept', async () => {
  const { session } = await prepared('floods-stdout');
  await expect(session.measure({ ...PLAN, iterationsPerBlock: 400 })).resolves.toHaveLength(5);
  await session.kill();
  const { logTail } = await failureOf(session.measure(PLAN));
  expect(logTail.length).toBeLessThan(8300);
  expect(logTail).toMatch(/^….*flood $/ms);
});

it('a worker that ends without done has crashed, whatever its exit code', async () => {
  const { session } = await prepared('exit-without-done');
  await session.measure(PLAN);
  expect(await failureOf(session.close())).toMatchObject({ code: 'WORKER_CRASHED', phase: 'close', exitCode: 0 });
});

it('what a worker has started goes with it', async () => {
  const { session } = await prepared('leaves-child');
  await session.close();
  const { logTail } = await failureOf(session.measure(PLAN));
  const child = Number(/child (\d+)/.exec(logTail)?.[1]);
  expect(child).toBeGreaterThan(1);
  await eventually(() => !isAlive(child), 'the child of the worker is gone');
});

it('a worker that prints its environment has none of the secrets of ours to print', async () => {
  process.env['DATABASE_URL'] = 'postgres://keeper:a-word-of-the-database@db.example/races';
  try {
    const { session } = await prepared('prints-environment');
    const { logTail } = await failureOf(session.measure(PLAN));
    expect(logTail).toContain('"PATH":');
    expect(logTail).not.toMatch(/DATABASE_URL|a-word-of-the-database/);
  } finally {
    delete process.env['DATABASE_URL'];
  }
});

it('a wrong result is there to be seen in the parity output', async () => {
  const honest = bench.spawn(fakeLaunch());
  await honest.hello();
  await honest.prepare(bench.prepare());
  const right = readSafetensors(path.join(bench.folder, 'output.safetensors')).get('output.0')?.data as Float32Array;
  await prepared('wrong-result');
  const wrong = readSafetensors(path.join(bench.folder, 'output.safetensors')).get('output.0')?.data as Float32Array;
  const largest = Math.max(...right.map(Math.abs));
  expect(Math.max(...right.map((x, index) => Math.abs(x - (wrong[index] ?? NaN)))) / largest).toBeGreaterThan(5e-4);
});

describe('before there is anything to prepare', () => {
  const cases: [Parameters<typeof launchAtStart>[0], Partial<WorkerFailure>][] = [
    ['wrong-version', { code: 'PROTOCOL_VERSION' }],
    ['refuses-version', { code: 'PROTOCOL_VERSION' }],
    ['missing-field', { code: 'WORKER_BROKE_PROTOCOL', message: expect.stringContaining('(devices:') }],
    ['speaks-too-early', { code: 'WORKER_BROKE_PROTOCOL' }],
    ['closes-channel', { code: 'WORKER_BROKE_PROTOCOL', message: expect.stringContaining('lived on') }],
    ['silent-at-hello', { code: 'WORKER_TIMED_OUT', timedOut: true }],
    ['crash-on-import', { code: 'WORKER_CRASHED', exitCode: 1, logTail: expect.stringContaining('ImportError') }],
  ];
  it.each(cases)('%s is refused', async (behaviour, facts) => {
    const session = bench.spawn(launchAtStart(behaviour), {
      helloMilliseconds: behaviour === 'silent-at-hello' ? 800 : 10_000,
    });
    expect(await failureOf(session.hello())).toMatchObject({ phase: 'hello', ...facts });
  });
});

it('a worker that dies while nobody asks it anything fails the next question', async () => {
  const session = bench.spawn(launchAtStart('idle'));
  const { pid } = await session.hello();
  process.kill(pid, 'SIGUSR2');
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await failureOf(session.prepare(bench.prepare()))).toMatchObject({
    code: 'WORKER_CRASHED',
    signal: 'SIGUSR2',
    phase: 'idle',
  });
});
