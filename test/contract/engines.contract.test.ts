/** One suite over every installed engine: real worker processes, the real wire, answers against the reference. */
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { EngineAdapter } from '../../src/engines/engine';
import { reference } from '../../src/engines/reference/adapter';
import { engineAdapters } from '../../src/engines/registry';
import type { Block, PrecisionName } from '../../src/protocol/messages';
import { graphFacts } from '../../src/workloads/graph-facts';
import { everyNode, smallLstm, smallMlp } from './graphs';
import {
  BATCH_COUNT,
  launchContext,
  normwiseError,
  SGD_STEPS,
  WorkerBench,
  type Prepared,
  type Work,
} from './worker-bench';

/** float32 strict, method.md §3.3. */
const TOLERANCE = 1e-5;
const INFERENCE: Work = { graph: everyNode, task: 'INFERENCE' };
const TRAININGS = [
  ['a small LSTM with cross entropy', { graph: smallLstm, task: 'TRAINING' }],
  ['a small MLP with cross entropy', { graph: smallMlp, task: 'TRAINING' }],
  ['every kind of node with a squared error', { graph: everyNode, task: 'TRAINING' }],
] as const satisfies readonly (readonly [string, Work])[];

jest.setTimeout(180_000);

const referenceLaunch = reference.locate(launchContext());
let bench: WorkerBench;
const expectations = new Map<Work, Promise<Prepared>>();

/** The reference's answer to this work, computed once. */
function expected(work: Work): Promise<Prepared> {
  const known = expectations.get(work) ?? bench.startPrepared(reference, work).then(({ prepared }) => prepared);
  expectations.set(work, known);
  return known;
}

beforeAll(() => {
  bench = new WorkerBench();
});
afterAll(() => bench.dispose());

for (const adapter of engineAdapters) {
  const launch = adapter.locate(launchContext());
  const missing = [launch, referenceLaunch].find((candidate) => candidate.kind === 'not-installed');
  if (missing?.kind === 'not-installed') {
    console.warn(`SKIPPED: the contract of ${adapter.id}: ${missing.reason}`);
    describe.skip(`the contract of ${adapter.id} (${missing.reason})`, () => defineContract(adapter));
  } else {
    describe(`the contract of ${adapter.id}`, () => defineContract(adapter));
  }
}

function defineContract(adapter: EngineAdapter): void {
  it('has exactly one default variant and claims what its worker confirms', async () => {
    expect(adapter.variants.filter((variant) => variant.default)).toHaveLength(1);
    const { session, ready } = await bench.start(adapter);
    expect(ready.engineVersion).toMatch(/\d/);
    expect(ready.devices.length).toBeGreaterThan(0);
    expect(adapter.precisions).toEqual(expect.arrayContaining(ready.precisions));
    expect(isAlive(ready.pid)).toBe(true);
    expect(ready.runtime).toMatch(/^(CPython|Node\.js) \d+\.\d+/);
    await session.close();
    expect(isAlive(ready.pid)).toBe(false);
  });

  it('computes every kind of node as the reference does, freezes, thaws, measures and ends in order', async () => {
    const { session, ready, prepared } = await bench.startPrepared(adapter, INFERENCE);
    expect(normwiseError(prepared.outputs, (await expected(INFERENCE)).outputs)).toBeLessThanOrEqual(TOLERANCE);
    expect(prepared.parity.losses).toBeNull();
    expectTrueFacts(prepared);

    expectBlocks(await session.measure({ blocks: 3, iterationsPerBlock: 4, rewarmIterations: 2 }), 3, 4, prepared);
    session.freeze();
    await becomesStopped(ready.pid);
    session.thaw();
    expectBlocks(await session.measure({ blocks: 1, iterationsPerBlock: 1, rewarmIterations: 0 }), 1, 1, prepared);

    const done = await session.close();
    expect(done.peakResidentBytes === null || done.peakResidentBytes > 1e6).toBe(true);
  });

  it.each(TRAININGS)('trains %s as the reference does, or says why it cannot', async (_name, work) => {
    const started = await bench.start(adapter);
    const answer = await bench.prepare(started, adapter, work);
    if (answer.kind === 'unsupported') {
      expect(adapter.tasks).not.toContain('TRAINING');
      expect(answer.message.reason).toMatch(/\w{3,}.*\./);
      return;
    }
    expect(adapter.tasks).toContain('TRAINING');
    const right = (await expected(work)).parity.losses ?? [];
    const losses = answer.parity.losses ?? [];
    expect(losses).toHaveLength(SGD_STEPS + 1);
    expect(relativeError(losses, right)).toBeLessThanOrEqual(TOLERANCE);
    // The weights are those of the file again: the optimizer starts from the loss before any step.
    const [block] = await started.session.measure({
      blocks: 1,
      iterationsPerBlock: 2 * BATCH_COUNT,
      rewarmIterations: 0,
    });
    expect(block?.checksum).toBeGreaterThan(0);
    await started.session.close();
  });

  it('answers a precision that it does not have with unsupported and a reason', async () => {
    const started = await bench.start(adapter);
    const all: readonly PrecisionName[] = ['FLOAT16', 'BFLOAT16', 'TFLOAT32'];
    const precision = all.find((candidate) => !started.ready.precisions.includes(candidate));
    if (precision === undefined) return;
    const answer = await bench.prepare(started, adapter, INFERENCE, { precision });
    expect(answer.kind).toBe('unsupported');
    if (answer.kind !== 'unsupported') return;
    expect(answer.message.node).toBeNull();
    expect(answer.message.reason).toMatch(/FLOAT/);
    await started.session.close();
  });
}

function expectTrueFacts({ prepared }: Prepared): void {
  expect(prepared.parameterCount).toBe(graphFacts(everyNode).parameterCount);
  expect(prepared.implementation.map(({ node }) => node)).toEqual(everyNode.nodes.map(({ id }) => id));
  expect(prepared.settings.length).toBeGreaterThan(0);
  expect(prepared.clock.resolutionNanoseconds).toBeGreaterThan(0);
}

function expectBlocks(blocks: readonly Block[], count: number, iterations: number, prepared: Prepared): void {
  expect(blocks).toHaveLength(count);
  let earliest = 0;
  for (const block of blocks) {
    expect(block.iterations).toBe(iterations);
    expect(block.elapsedNanoseconds).toBeGreaterThan(0);
    expect(block.startNanoseconds).toBeGreaterThanOrEqual(earliest);
    earliest = block.startNanoseconds + block.elapsedNanoseconds;
    const output = prepared.outputs[block.batch] ?? [];
    const sum = output.reduce((total, value) => total + value, 0);
    const magnitude = output.reduce((total, value) => total + Math.abs(value), 0);
    expect(Math.abs(block.checksum - sum)).toBeLessThanOrEqual(TOLERANCE * magnitude);
  }
}

function relativeError(values: readonly number[], right: readonly number[]): number {
  return Math.max(...right.map((value, index) => Math.abs((values[index] ?? NaN) - value) / Math.abs(value)));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A signal takes effect a moment after it was sent; 'T' is Linux's letter for a stopped process. */
async function becomesStopped(pid: number): Promise<void> {
  const deadline = Date.now() + 2000;
  const state = (): string =>
    readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .charAt(0);
  while (state() !== 'T' && Date.now() < deadline) await setTimeout(5);
  expect(state()).toBe('T');
}
