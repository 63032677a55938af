import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { checksum as checksumOf } from '../../src/protocol/checksum';
import { readSafetensors } from '../../src/protocol/safetensors';
import { eventually, fakeLaunch, isAlive, Workbench } from './workbench';

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.close());

const PLAN = { blocks: 4, iterationsPerBlock: 10, rewarmIterations: 2 };

it('leads a worker from hello to done', async () => {
  const session = bench.spawn(fakeLaunch());
  const ready = await session.hello();
  expect(ready.engineVersion).toBe('1.0.0');
  expect(ready.runtime).toBe(`Node.js ${process.versions.node}`);
  expect(ready.spawnNanoseconds).toBeGreaterThan(1e6);
  const prepared = await session.prepare(bench.prepare());
  expect(prepared.kind).toBe('prepared');
  const blocks = await session.measure(PLAN);
  expect(blocks).toHaveLength(4);
  expect(blocks.every(({ iterations }) => iterations === 10)).toBe(true);
  const done = await session.close();
  expect(done.peakResidentBytes).toBeGreaterThan(1e6);
  expect(isAlive(ready.pid)).toBe(false);
});

it('rotates the batches on across blocks and reports the checksum of what the last one gave', async () => {
  const session = bench.spawn(fakeLaunch());
  await session.hello();
  await session.prepare(bench.prepare());
  const blocks = await session.measure({ blocks: 3, iterationsPerBlock: 2, rewarmIterations: 1 });
  expect(blocks.map(({ batch }) => batch)).toEqual([2, 1, 0]);
  const outputs = readSafetensors(path.join(bench.folder, 'output.safetensors'));
  for (const { batch, checksum } of blocks) {
    const output = outputs.get(`output.${batch}`)?.data as Float32Array;
    expect(checksum).toBe(checksumOf(output));
  }
});

it('stops a frozen worker dead and lets it answer after the thaw', async () => {
  const session = bench.spawn(fakeLaunch());
  const { pid } = await session.hello();
  await session.prepare(bench.prepare());
  session.freeze();
  await eventually(() => processState(pid) === 'T', 'the worker is stopped');
  session.thaw();
  await expect(session.measure(PLAN)).resolves.toHaveLength(4);
});

it('does not freeze a worker that was asked something', async () => {
  const session = bench.spawn(fakeLaunch());
  const hello = session.hello();
  expect(() => session.freeze()).toThrow('may not be frozen');
  await hello;
});

it('closes a frozen worker', async () => {
  const session = bench.spawn(fakeLaunch());
  const { pid } = await session.hello();
  session.freeze();
  await session.close();
  expect(isAlive(pid)).toBe(false);
});

it('kills a frozen worker, as often as it is asked', async () => {
  const session = bench.spawn(fakeLaunch());
  const { pid } = await session.hello();
  session.freeze();
  await Promise.all([session.kill(), session.kill()]);
  await session.kill();
  expect(isAlive(pid)).toBe(false);
});

it('answers unsupported for what the engine cannot do, and can then be closed', async () => {
  const session = bench.spawn(fakeLaunch());
  await session.hello();
  const answer = await session.prepare(bench.prepare({ task: 'TRAINING' }));
  expect(answer).toEqual({
    kind: 'unsupported',
    message: { type: 'unsupported', node: null, reason: 'The fake engine has no backward pass.' },
  });
  await session.close();
});

it('reports what the engine throws, with its traceback', async () => {
  const session = bench.spawn(fakeLaunch());
  await session.hello();
  const failure = session.prepare(bench.prepare({ tensorsFile: path.join(bench.folder, 'nothing-here') }));
  await expect(failure).rejects.toMatchObject({
    name: 'WorkerFailure',
    phase: 'build',
    code: 'WORKER_REPORTED',
    message: expect.stringContaining('ENOENT'),
    traceback: expect.stringContaining('prepareWork'),
    logTail: expect.stringContaining('prepareWork'),
  });
});

it('rejects the question that waits when the race is aborted, after the worker is gone', async () => {
  const controller = new AbortController();
  const session = bench.spawn(fakeLaunch(), {}, controller.signal);
  const { pid } = await session.hello();
  const prepare = session.prepare(bench.prepare());
  controller.abort();
  await expect(prepare).rejects.toMatchObject({ code: 'WORKER_CANCELLED', phase: 'prepare', timedOut: false });
  expect(isAlive(pid)).toBe(false);
});

it('says so when the program does not exist', async () => {
  const session = bench.spawn({ ...fakeLaunch(), command: '/does/not/exist' });
  await expect(session.hello()).rejects.toMatchObject({
    code: 'WORKER_NOT_STARTED',
    phase: 'spawn',
    message: expect.not.stringContaining('/does'),
  });
});

it('gives the worker the allow-listed environment and no more', async () => {
  const script = path.join(bench.folder, 'environment.js');
  writeFileSync(script, 'console.log(Object.keys(process.env).sort().join()); process.exit(1);');
  const launch = { ...fakeLaunch(), args: [script], environment: { ADDED: '1' } };
  process.env['PHOTOFINISH_TEST_SECRET'] = 'secret';
  const failure = await bench
    .spawn(launch)
    .hello()
    .catch((error: unknown) => error as { logTail: string });
  delete process.env['PHOTOFINISH_TEST_SECRET'];
  const { logTail } = failure as { logTail: string };
  expect(logTail).toContain('ADDED');
  expect(logTail).toContain('PATH');
  expect(logTail).toContain('MALLOC_MMAP_THRESHOLD_,MALLOC_TOP_PAD_,MALLOC_TRIM_THRESHOLD_');
  expect(logTail).not.toContain('SECRET');
});

it('leaves the processor alone while a worker measures for long', async () => {
  const session = bench.spawn(fakeLaunch());
  await session.hello();
  await session.prepare(bench.prepare());
  const shares: number[] = [];
  // Whatever else this process does (compiling, collecting garbage) comes once in a while; waiting busily would always show.
  for (let attempt = 0; attempt < 3; attempt++) {
    const before = process.cpuUsage();
    const started = process.hrtime.bigint();
    // Steps of the fake engine cost real time too, when there are enough of them.
    await session.measure({ blocks: 20, iterationsPerBlock: 25_000_000, rewarmIterations: 0 });
    const elapsedMicroseconds = Number(process.hrtime.bigint() - started) / 1000;
    const { user, system } = process.cpuUsage(before);
    expect(elapsedMicroseconds).toBeGreaterThan(200_000);
    shares.push((user + system) / elapsedMicroseconds);
  }
  expect(Math.min(...shares)).toBeLessThan(0.05);
});

function processState(pid: number): string | undefined {
  return /^State:\s+(\S)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
}
