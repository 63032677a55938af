import * as fs from 'node:fs';
import { reference } from '../../src/engines/reference/adapter';
import { PROTOCOL_VERSION } from '../../src/protocol/messages';
import { readSafetensors } from '../../src/protocol/safetensors';
import { classifier } from './graphs';
import { describeWithEngines } from './interpreters';
import { BATCHES } from './questions';
import { toyKit } from './toy-kit';

describeWithEngines('the Python worker kit, with an engine that has no framework', { reference }, (launches) => {
  const toy = toyKit(launches.reference);
  const { request, checksums, prepare } = toy;

  it('says who it is', async () => {
    const ready = await toy.worker.greet();
    expect(ready).toMatchObject({ protocol: PROTOCOL_VERSION, engineVersion: '1.2.3', precisions: ['FLOAT32'] });
    expect(ready.runtime).toMatch(/^CPython 3\.\d+\.\d+/);
    expect(ready.devices).toMatchObject([{ id: 'cpu', kind: 'CPU' }]);
    expect(ready.importNanoseconds).toBeGreaterThan(0);
  });

  it('refuses another protocol version and ends', async () => {
    toy.worker.say({ type: 'hello', protocol: PROTOCOL_VERSION + 1 });
    expect(await toy.worker.expect('failed')).toMatchObject({ phase: 'import', code: 'PROTOCOL_VERSION' });
    expect(await toy.worker.exited).toMatchObject({ code: 1 });
  });

  it('writes the output of every batch and reports what the engine said', async () => {
    const { asked, parity, prepared } = await prepare('plain');
    const written = readSafetensors(parity.outputFile);
    const staged = readSafetensors(asked.tensorsFile);
    expect([...written.keys()]).toEqual(['output.0', 'output.1', 'output.2']);
    for (const batch of [0, 1, 2]) expect(written.get(`output.${batch}`)).toEqual(staged.get(`batch.${batch}.x`));
    expect(parity.losses).toBeNull();
    expect(prepared.settings).toEqual([{ name: 'colour', value: 'blue' }]);
    expect(prepared.implementation).toHaveLength(classifier.nodes.length);
    expect(prepared.clock.resolutionNanoseconds).toBeGreaterThan(0);
    expect(prepared.clock.emptyBlockNanoseconds).toBeLessThan(20_000);
  });

  it('takes one loss before any step and one after each in training', async () => {
    const { parity } = await prepare('plain', { task: 'TRAINING' });
    expect(parity.losses).toHaveLength(6);
    expect((parity.losses?.[0] ?? 0) - (parity.losses?.[5] ?? 0)).toBeCloseTo(5 * 0.5, 6);
  });

  it('answers unsupported with the node at fault and still shuts down in order', async () => {
    const asked = await request('unsupported');
    await toy.worker.greet();
    toy.worker.say({ type: 'prepare', ...asked });
    expect(await toy.worker.expect('unsupported')).toMatchObject({
      node: 'recurrent',
      reason: 'the toy has no such node',
    });
    expect((await toy.worker.close()).exit).toMatchObject({ code: 0 });
  });

  it('serves requests when they are due, and at once where one before them took until then', async () => {
    await prepare('spins');
    const ahead = Array.from({ length: 10 }, (_, index) => index * 6_000_000);
    const { block, issuedNanoseconds, completedNanoseconds } = await toy.worker.serve(ahead, 1);
    expect(block.iterations).toBe(10);
    for (const [index, due] of ahead.entries()) expect(issuedNanoseconds[index]).toBeGreaterThanOrEqual(due);
    expect(block.elapsedNanoseconds).toBe(completedNanoseconds.at(-1));
    // Two are asked for in the time of one: each waits for all before it, from when it was due.
    const behind = await toy.worker.serve(Array.from({ length: 20 }, (_, index) => index * 1_000_000));
    const latencies = behind.completedNanoseconds.map((completed, index) => completed - index * 1_000_000);
    expect(latencies[19]).toBeGreaterThanOrEqual(20 * 2_000_000 - 19 * 1_000_000);
    const fromIssue = behind.completedNanoseconds.map(
      (completed, index) => completed - (behind.issuedNanoseconds[index] ?? 0),
    );
    expect(Math.min(...fromIssue)).toBeLessThan((latencies[19] ?? 0) / 2);
  });

  it('collects no garbage while it serves', async () => {
    await prepare('garbage');
    expect((await toy.worker.serve([0, 0, 1_000_000, 2_000_000])).block.checksum).toBe(0);
  });

  it('measures the blocks it is asked for, one after the other on the monotonic clock', async () => {
    await prepare('spins');
    const before = process.hrtime.bigint();
    const answer = await toy.worker.measure({ request: 41, blocks: 5, iterationsPerBlock: 7, rewarmIterations: 2 });
    const after = process.hrtime.bigint();
    expect(answer.request).toBe(41);
    expect(answer.blocks.map(({ iterations }) => iterations)).toEqual([7, 7, 7, 7, 7]);
    let clock = Number(before);
    for (const block of answer.blocks) {
      expect(block.startNanoseconds).toBeGreaterThanOrEqual(clock);
      expect(block.elapsedNanoseconds).toBeGreaterThanOrEqual(7 * 2_000_000);
      clock = block.startNanoseconds + block.elapsedNanoseconds;
    }
    expect(clock).toBeLessThanOrEqual(Number(after));
  });

  it('counts processor time, not waiting', async () => {
    await prepare('sleeps');
    const { blocks } = await toy.worker.measure({ blocks: 3, iterationsPerBlock: 10 });
    for (const block of blocks) expect(block.cpuNanoseconds).toBeLessThan(0.5 * block.elapsedNanoseconds);
  });

  it('rotates the batches on through rewarming, blocks and requests', async () => {
    const { asked } = await prepare('plain');
    const expected = checksums(asked.tensorsFile);
    let iterations = 0;
    for (const plan of [
      { blocks: 2, iterationsPerBlock: 1, rewarmIterations: 1 },
      { blocks: 3, iterationsPerBlock: 4, rewarmIterations: 0 },
      { blocks: 1, iterationsPerBlock: 11, rewarmIterations: 5 },
    ]) {
      const { blocks } = await toy.worker.measure(plan);
      iterations += plan.rewarmIterations;
      for (const block of blocks) {
        iterations += plan.iterationsPerBlock;
        expect(block.batch).toBe((iterations - 1) % BATCHES);
        expect(block.checksum).toBeCloseTo(expected[block.batch] ?? Number.NaN, 5);
      }
    }
  });

  it('times every iteration where each is asked for', async () => {
    await prepare('sleeps', { synchronise: 'ITERATION' });
    const plan = { blocks: 2, iterationsPerBlock: 5, rewarmIterations: 1 };
    for (const block of (await toy.worker.measure({ ...plan, eachIteration: true })).blocks) {
      const times = block.iterationNanoseconds ?? [];
      expect(times).toHaveLength(5);
      expect(Math.min(...times)).toBeGreaterThanOrEqual(2_000_000);
      expect(times.reduce((sum, time) => sum + time, 0)).toBe(block.elapsedNanoseconds);
    }
    for (const block of (await toy.worker.measure(plan)).blocks)
      expect(block).not.toHaveProperty('iterationNanoseconds');
  });

  it('begins every block of training with the first weights on the first batch', async () => {
    const { parity, prepared } = await prepare('rewinds', { task: 'TRAINING' });
    // Before anything was put back: the first step is the first thing that it computes.
    expect(parity.stepLosses).toEqual([0, 0, 0]);
    expect(prepared.blockLoss).toBe('LAST_STEP');
    const plan = { blocks: 2, iterationsPerBlock: 4, rewarmIterations: 1 };
    const blocks = [...(await toy.worker.measure(plan)).blocks, ...(await toy.worker.measure(plan)).blocks];
    expect(blocks.map(({ batch }) => batch)).toEqual([0, 0, 0, 0]);
    // The toy gives how often it was rewound as its result; once it was before its proof, after its first steps.
    expect(blocks.map((block) => block.checksum)).toEqual([2, 3, 4, 5]);
  });

  it.each([
    ['once per block', 'BLOCK', [2, 3, 4]],
    ['after every iteration', 'ITERATION', [7, 13, 19]],
  ] as const)('waits %s when told so', async (_, synchronise, waits) => {
    await prepare('waits', { synchronise });
    // One wait belongs to the first result.
    const { blocks } = await toy.worker.measure({ blocks: 3, iterationsPerBlock: 6 });
    expect(blocks.map(({ checksum }) => checksum)).toEqual(waits);
  });

  it('never collects garbage inside a block', async () => {
    await prepare('garbage');
    const { blocks } = await toy.worker.measure({ blocks: 3, iterationsPerBlock: 5, rewarmIterations: 1 });
    expect(blocks.map(({ checksum }) => checksum)).toEqual([0, 0, 0]);
  });

  it('turns an exception of the engine into one failed message with phase and traceback', async () => {
    await prepare('breaks');
    toy.worker.say({ type: 'measure', request: 0, blocks: 1, iterationsPerBlock: 5, rewarmIterations: 0 });
    const failed = await toy.worker.expect('failed');
    expect(failed).toMatchObject({ phase: 'measure', code: 'KeyError' });
    expect(failed.traceback).toContain('a wheel came off');
    expect(await toy.worker.exited).toMatchObject({ code: 1 });
  });

  it('fails rather than report a checksum that is no number', async () => {
    await prepare('not-a-number');
    toy.worker.say({ type: 'measure', request: 0, blocks: 1, iterationsPerBlock: 1, rewarmIterations: 0 });
    expect(await toy.worker.expect('failed')).toMatchObject({ phase: 'measure', code: 'ArithmeticError' });
  });

  it('names the build as the phase when the tensor file is cut short', async () => {
    const asked = await request('plain');
    fs.truncateSync(asked.tensorsFile, 100);
    await toy.worker.greet();
    toy.worker.say({ type: 'prepare', ...asked });
    expect(await toy.worker.expect('failed')).toMatchObject({ phase: 'build', code: 'ValueError' });
  });

  it('refuses to measure before anything is prepared', async () => {
    await toy.worker.greet();
    toy.worker.say({ type: 'measure', request: 0, blocks: 1, iterationsPerBlock: 1, rewarmIterations: 0 });
    expect(await toy.worker.expect('failed')).toMatchObject({ code: 'ProtocolError' });
  });

  it('says done with its peak memory and leaves', async () => {
    await prepare('plain');
    const { done, exit } = await toy.worker.close();
    expect(done.peakResidentBytes).toBeGreaterThan(2 ** 20);
    expect(exit).toEqual({ code: 0, signal: null });
  });

  it('leaves at once when the server hangs up', async () => {
    await prepare('plain');
    toy.worker.hangUp();
    expect(await toy.worker.exited).toMatchObject({ signal: null });
  });
});
