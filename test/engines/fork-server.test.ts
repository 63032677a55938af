import * as path from 'node:path';
import { PROTOCOL_VERSION } from '../../src/protocol/messages';
import { reference } from '../../src/engines/reference/adapter';
import { ForkServerFailure } from '../../src/engines/fork-server';
import { forkerStarter, type WorkerForker } from '../../src/engines/worker-spawner';
import type { WorkerFailure } from '../../src/engines/worker-failure';
import { describeWithEngines, withProgram } from '../python/interpreters';
import { eventually, isAlive, TIMEOUTS, Workbench } from './workbench';

describeWithEngines('a fork server of the toy engine', { reference }, (launches) => {
  const launch = withProgram(launches.reference, path.join(__dirname, '..', 'python', 'toy_worker.py'));
  const { signal } = new AbortController();
  let bench: Workbench;
  let forker: WorkerForker;
  const start = (forks: number, program = launch, stop = signal) =>
    forkerStarter(bench.watchdog, TIMEOUTS)(program, { signal: stop, workingDirectory: bench.folder, forks });
  beforeEach(async () => {
    bench = new Workbench();
    forker = await start(3);
  });
  afterEach(async () => {
    await forker.end();
    await bench.close();
  });

  it('gives one worker after the other, each a process of its own that has imported nothing', async () => {
    const pids = new Set<number>();
    for (let child = 0; child < 3; child += 1) {
      const session = await forker.fork(signal);
      const ready = await session.hello();
      expect(ready).toMatchObject({ protocol: PROTOCOL_VERSION, importNanoseconds: 0 });
      expect(ready.spawnNanoseconds).toBeGreaterThan(0);
      pids.add(ready.pid);
      await session.prepare(bench.prepare({ variant: 'plain' }));
      session.freeze();
      session.thaw();
      const blocks = await session.measure({ blocks: 2, iterationsPerBlock: 3, rewarmIterations: 0 });
      expect(blocks).toHaveLength(2);
      expect((await session.close()).peakResidentBytes).toBeGreaterThan(1e6);
      expect(isAlive(ready.pid)).toBe(false);
    }
    expect(pids.size).toBe(3);
    expect(forker.usable).toBe(false);
    await expect(forker.fork(signal)).rejects.toThrow(ForkServerFailure);
  });

  it('goes on after a child that failed, whose failure is told like any other', async () => {
    const session = await forker.fork(signal);
    await session.hello();
    await session.prepare(bench.prepare({ variant: 'breaks' }));
    const failure = await session.measure({ blocks: 1, iterationsPerBlock: 3, rewarmIterations: 0 }).then(
      () => null,
      (error: unknown) => error as WorkerFailure,
    );
    expect(failure).toMatchObject({ code: 'WORKER_REPORTED', message: expect.stringContaining('a wheel came off') });
    const next = await forker.fork(signal);
    expect((await next.hello()).engineVersion).toBe('1.2.3');
    await next.kill();
  });

  it('tells a crash of a child by its signal', async () => {
    const session = await forker.fork(signal);
    const { pid } = await session.hello();
    // So that it cannot have answered before it is killed.
    process.kill(pid, 'SIGSTOP');
    const answer = session.prepare(bench.prepare({ variant: 'plain' }));
    process.kill(pid, 'SIGKILL');
    await expect(answer).rejects.toMatchObject({ code: 'WORKER_CRASHED', signal: 'SIGKILL' });
  });

  it('takes its frozen child along when it ends', async () => {
    const session = await forker.fork(signal);
    const { pid } = await session.hello();
    session.freeze();
    await forker.end();
    await eventually(() => !isAlive(pid), 'the child is gone');
    await expect(session.prepare(bench.prepare({ variant: 'plain' }))).rejects.toMatchObject({ name: 'WorkerFailure' });
  });

  it('ends at once, with its child, where the race is stopped, also while it imports', async () => {
    const controller = new AbortController();
    const idle = await start(1, launch, controller.signal);
    const importing = start(1, launch, controller.signal);
    controller.abort();
    await expect(importing).rejects.toThrow('it was stopped');
    expect(idle.usable).toBe(false);
    await idle.end();
    await expect(start(1, launch, controller.signal)).rejects.toThrow('it was stopped');
  });

  it('rejects where the program cannot be one', async () => {
    await expect(start(2, withProgram(launch, path.join(__dirname, 'no-such-worker.py')))).rejects.toThrow(
      /fork server failed.*\n.*No such file/,
    );
  });
});
