/** One suite over every installed engine: real worker processes, the real wire, answers against the reference. */
import type { EngineAdapter } from '../../src/engines/engine';
import { reference } from '../../src/engines/reference/adapter';
import type { NodeKind } from '../../src/protocol/graph';
import type { Block } from '../../src/protocol/block';
import type { PrecisionName } from '../../src/protocol/messages';
import { checksum } from '../../src/protocol/checksum';
import { graphFacts } from '../../src/workloads/graph-facts';
import { images, recurrent, tokens } from './families';
import { everyNode, everyPlainNode, smallLstm, smallMlp } from './graphs';
import { becomesStopped, isAlive } from './processes';
import { expectPreparedAgain } from './prepared-again';
import { expectRewound, relativeError } from './rewound';
import { defineSequences } from './sequences-contract';
import { defineServing } from './serving-contract';
import { compilesSlowly, QUICKLY_TRAINED, SLOW_VARIANTS } from './slow-variants';
import {
  launchContext,
  normwiseError,
  SGD_STEPS,
  TRAINING_STEPS,
  WorkerBench,
  type Prepared,
  type Work,
} from './worker-bench';

/** Engines of more variants than these are tested in another file, at the same time. */
export const FEW_VARIANTS = 3;

/** Of an engine or one of its variants: nothing is traced or compiled. Everybody else has one program for a work of one shape. */
const COMPILES_NOTHING = new Set([
  ...['fake', 'tensorflow-node', 'pytorch:eager', 'tensorflow:eager'],
  ...['keras:torch', 'keras:torch-user-api'],
]);

/** float32 strict, method.md §3.3. */
const TOLERANCE = 1e-5;
const INFERENCE: Work = { graph: everyNode, task: 'INFERENCE' };
/** All kinds that `everyNode` lacks. */
const FAMILIES = Object.entries({ images, 'recurrent layers': recurrent, tokens });
/** What an engine truly lacks: it has to say so, naming a node of such a kind. */
const LACKING: Readonly<Record<string, readonly NodeKind[]>> = {
  // It is there for tests of races, not of kinds.
  fake: ['conv2d', 'maxPool', 'batchNorm', 'gru', 'rnn', 'embedding', 'attention', 'layerNorm', 'gelu'],
};
/** Loops over time make rounding of their own; the bound of long sequences is theirs. */
const STEP_TOLERANCE = 5e-5;
const TRAININGS = [
  ['a small LSTM with cross entropy', { graph: smallLstm, task: 'TRAINING' }],
  ['a small MLP with cross entropy', { graph: smallMlp, task: 'TRAINING' }],
  ['every kind of node with a squared error', { graph: everyNode, task: 'TRAINING' }],
] as const satisfies readonly (readonly [string, Work])[];
/** What an engine trains whose default variant is slow to compile: the small LSTM stands for all loops. */
const SLOW_TRAININGS = [
  ...TRAININGS.slice(0, 2),
  ['every kind of node but loops with a squared error', { graph: everyPlainNode, task: 'TRAINING' }],
] as const satisfies readonly (readonly [string, Work])[];

let bench: WorkerBench;
const expectations = new Map<Work, Promise<Prepared>>();

/** The reference's answer to this work, computed once. */
function expected(work: Work): Promise<Prepared> {
  const known = expectations.get(work) ?? bench.startPrepared(reference, work).then(({ prepared }) => prepared);
  expectations.set(work, known);
  return known;
}

/** The suite over these engines; a file that runs it calls this once. */
export function defineContracts(adapters: readonly EngineAdapter[]): void {
  const referenceLaunch = reference.locate(launchContext());
  beforeAll(() => {
    bench = new WorkerBench();
  });
  afterAll(() => bench.dispose());
  for (const adapter of adapters) {
    const launch = adapter.locate(launchContext());
    const missing = [launch, referenceLaunch].find((candidate) => candidate.kind === 'not-installed');
    if (missing?.kind === 'not-installed') {
      console.warn(`SKIPPED: the contract of ${adapter.id}: ${missing.reason}`);
      describe.skip(`the contract of ${adapter.id} (${missing.reason})`, () => defineContract(adapter));
    } else {
      describe(`the contract of ${adapter.id}`, () => defineContract(adapter));
    }
  }
}

/** Prepares, the last work of a variant with other work after it; null where the engine says that it lacks a kind that it is known to lack. */
async function preparedOrLacking(
  adapter: EngineAdapter,
  work: Work,
  { variant, isLast }: { readonly variant: string; readonly isLast: boolean },
): Promise<Prepared | null> {
  const started = await bench.startForked(adapter, variant);
  const answer = await bench.prepare(started, adapter, work, { variant });
  if (answer.kind === 'unsupported') {
    const lacking = LACKING[adapter.id] ?? [];
    const kind = work.graph.nodes.find(({ id }) => id === answer.message.node)?.kind;
    expect({ reason: answer.message.reason, kind: lacking.find((known) => known === kind) }).toEqual({
      reason: expect.stringMatching(/\w{3,}/) as string,
      kind,
    });
    await started.session.close();
    return null;
  }
  if (work.task === 'TRAINING') await expectRewound(started, answer, STEP_TOLERANCE);
  const again = { bench, adapter, variant, expected, tolerance: STEP_TOLERANCE };
  if (isLast) await expectPreparedAgain(started, work.task, again);
  await started.session.close();
  return bench.withOutputs(answer);
}

function defineVariant(adapter: EngineAdapter, variant: string, isDefault: boolean): void {
  const all = adapter.tasks.includes('TRAINING') ? (['INFERENCE', 'TRAINING'] as const) : (['INFERENCE'] as const);
  const slow = SLOW_VARIANTS.has(`${adapter.id}:${variant}`);
  // Where it is the default, the suite below trains it.
  const tasks = slow && isDefault ? (['INFERENCE'] as const) : all;
  const families = slow ? FAMILIES.filter(([name]) => name === 'tokens') : FAMILIES;
  const trained = (slow && QUICKLY_TRAINED[`${adapter.id}:${variant}`]) || families;
  const works = tasks.flatMap((task) =>
    (task === 'TRAINING' ? trained : families).map(
      // Where training is that slow, other work after the inference has to do.
      ([name, graph], index, all) =>
        [
          name,
          task,
          { graph, task },
          index === all.length - 1 && (task === 'INFERENCE' || trained === families),
        ] as const,
    ),
  );
  it.each(works)(`computes %s for %s as the reference does (${variant})`, async (_name, task, plain, isLast) => {
    const work = WORKS.find((known) => known.graph === plain.graph && known.task === task) ?? plain;
    const prepared = await preparedOrLacking(adapter, work, { variant, isLast });
    if (prepared === null) return;
    const right = await expected(work);
    expect(normwiseError(prepared.outputs, right.outputs)).toBeLessThanOrEqual(TOLERANCE);
    expect(prepared.prepared.parameterCount).toBe(graphFacts(work.graph).parameterCount);
    const compiled = [adapter.id, `${adapter.id}:${variant}`].some((name) => COMPILES_NOTHING.has(name)) ? 0 : 1;
    expect(prepared.prepared.compilations).toBe(compiled);
    if (task === 'INFERENCE') return;
    expect(relativeError(prepared.parity.losses ?? [], right.parity.losses ?? [])).toBeLessThanOrEqual(STEP_TOLERANCE);
    const steps = right.parity.stepLosses ?? [];
    expect(steps).toHaveLength(TRAINING_STEPS);
    expect(relativeError(prepared.parity.stepLosses ?? [], steps)).toBeLessThanOrEqual(STEP_TOLERANCE);
  });
}

/** One object for each piece of work, so that the reference computes it once. */
const WORKS: readonly Work[] = FAMILIES.flatMap(([, graph]) => [
  { graph, task: 'INFERENCE' as const },
  { graph, task: 'TRAINING' as const },
]);

function defineContract(adapter: EngineAdapter): void {
  for (const { id, devices, default: isDefault } of adapter.variants) {
    if (devices?.includes('CPU') ?? true) defineVariant(adapter, id, isDefault);
  }

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

  defineServing(adapter, () => bench);
  defineSequences(adapter, () => bench, SLOW_VARIANTS);

  it.each(compilesSlowly(adapter) ? SLOW_TRAININGS : TRAININGS)(
    'trains %s as the reference does, or says why it cannot',
    async (_name, work) => {
      const started = await bench.startForked(adapter);
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
      await expectRewound(started, answer, TOLERANCE);
      await started.session.close();
    },
  );

  it('answers a precision that it does not have with unsupported and a reason', async () => {
    const started = await bench.startForked(adapter);
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
    const magnitude = output.reduce((total, value) => total + Math.abs(value), 0);
    expect(Math.abs(block.checksum - checksum(output))).toBeLessThanOrEqual(TOLERANCE * magnitude);
  }
}
