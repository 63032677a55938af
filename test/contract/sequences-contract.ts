/** What every engine owes a race of sequences whose lengths differ: what is there is computed, whatever fills it up. */
import type { EngineAdapter } from '../../src/engines/engine';
import { reference } from '../../src/engines/reference/adapter';
import type { Graph } from '../../src/protocol/graph';
import type { TaskName } from '../../src/protocol/messages';
import { sequenceOrder } from '../../src/statistics/schedule';
import { sequenceBatches, type LengthPolicyName } from '../../src/workloads/sequence-batches';
import { withVaryingSequences } from '../../src/workloads/varying-sequences';
import type { Workload } from '../../src/workloads/workload';
import { expectRewound, relativeError } from './rewound';
import { normwiseError, type Prepared, type Work, type WorkerBench } from './worker-bench';

const TOLERANCE = 1e-5;
const STEP_TOLERANCE = 5e-5;
const LONGEST = 9;
const BATCHES = 4;

/** One kind of recurrent layer over another. */
const stack = (batchSize: number, bidirectional: boolean): Graph => ({
  inputs: [{ name: 'x', shape: [batchSize, LONGEST, 3], dtype: 'float32' }],
  nodes: [
    { kind: 'lstm', id: 'below', inputs: ['x'], units: 4, returnSequences: true, bidirectional, layers: 1 },
    { kind: 'gru', id: 'above', inputs: ['below'], units: 3, returnSequences: false, bidirectional, layers: 1 },
    { kind: 'dense', id: 'logits', inputs: ['above'], units: 2 },
  ],
  output: 'logits',
  training: { loss: 'crossEntropy', optimizer: { kind: 'sgd', learningRate: 0.1 } },
});

/** Known words, one loop: for engines that compile each for half a minute, and the fake one. */
const plain = (batchSize: number): Graph => ({
  ...stack(batchSize, false),
  nodes: [
    { kind: 'lstm', id: 'above', inputs: ['x'], units: 4, returnSequences: false, bidirectional: false, layers: 1 },
    { kind: 'dense', id: 'logits', inputs: ['above'], units: 2 },
  ],
});

function workOf(policy: LengthPolicyName, task: TaskName, make: (batchSize: number) => Graph): Work {
  const batchSize = policy === 'EXACT' ? 1 : 3;
  const workload = { graph: (_: unknown, size: number) => make(size) } as Workload;
  // Of a whole pass a few batches: those of different lengths, among them the longest and the shortest.
  const all = sequenceBatches({ policy, longest: LONGEST, batchSize, order: (n) => sequenceOrder(7, n) });
  const sequences = [...all]
    .sort((a, b) => b.steps - a.steps)
    .filter((_, at) => at % Math.floor(all.length / BATCHES) === 0);
  return { graph: withVaryingSequences(workload, policy).graph({}, batchSize), task, sequences };
}

const expectations = new Map<string, Promise<Prepared>>();

export function defineSequences(adapter: EngineAdapter, bench: () => WorkerBench, slow: ReadonlySet<string>): void {
  const trains = adapter.tasks.includes('TRAINING');
  for (const { id, devices, default: isDefault } of adapter.variants) {
    if (devices && !devices.includes('CPU')) continue;
    const isSlow = slow.has(`${adapter.id}:${id}`) || adapter.hidden === true;
    const make = (policy: LengthPolicyName) => (size: number) =>
      isSlow ? plain(size) : stack(size, policy === 'EXACT' || policy === 'PACKED');
    // What other variants change of training they change of what training begins with too.
    const tasks: TaskName[] = trains && isDefault && !isSlow ? ['INFERENCE', 'TRAINING'] : ['INFERENCE'];
    const cases = casesOf(policiesOf(isSlow, isDefault), tasks, isDefault);
    it.each(cases)(`computes sequences of different lengths for %s, %s (${id})`, async (task, policy) => {
      const key = `${isSlow}/${task}/${policy}`;
      const work = workOf(policy, task, make(policy));
      const known =
        expectations.get(key) ??
        bench()
          .startPrepared(reference, work)
          .then(({ prepared }) => prepared);
      expectations.set(key, known);
      await expectSame(adapter, bench(), { id, work, right: await known });
    });
  }
}

/** All of them by the default variant; the others differ in how they compute, not in what they read. */
function policiesOf(isSlow: boolean, isDefault: boolean): LengthPolicyName[] {
  return isSlow || !isDefault ? ['PAD'] : ['EXACT', 'PAD', 'PACKED'];
}

type Case = readonly [TaskName, LengthPolicyName];

/** Of training the dearest alone: it has the forward pass in it. */
function casesOf(policies: readonly LengthPolicyName[], tasks: readonly TaskName[], isDefault: boolean): Case[] {
  const last = tasks.at(-1) ?? 'INFERENCE';
  return policies.flatMap((policy): Case[] =>
    policy === 'PAD' && isDefault ? tasks.map((task) => [task, policy]) : [[last, policy]],
  );
}

async function expectSame(
  adapter: EngineAdapter,
  bench: WorkerBench,
  { id: variant, work, right }: { readonly id: string; readonly work: Work; readonly right: Prepared },
): Promise<void> {
  const started = await bench.startForked(adapter, variant);
  const answer = await bench.prepare(started, adapter, work, { variant });
  if (answer.kind === 'unsupported') {
    expect(answer.message).toMatchObject({
      node: 'below',
      reason: expect.stringMatching(/use EXACT, BUCKET or PAD/) as string,
    });
    expect(work.graph.nodes[0]).toHaveProperty('lengths');
    await started.session.close();
    return;
  }
  const count = work.sequences?.length ?? 0;
  expect(count).toBeGreaterThanOrEqual(BATCHES);
  expect(normwiseError(bench.withOutputs(answer).outputs, right.outputs)).toBeLessThanOrEqual(TOLERANCE);
  const { firstPassNanoseconds, compilations } = answer.prepared;
  expect(firstPassNanoseconds).toBeGreaterThan(0);
  if (work.task === 'TRAINING') {
    expect(relativeError(answer.parity.losses ?? [], right.parity.losses ?? [])).toBeLessThanOrEqual(STEP_TOLERANCE);
    expect(relativeError(answer.parity.stepLosses ?? [], right.parity.stepLosses ?? [])).toBeLessThanOrEqual(
      STEP_TOLERANCE,
    );
    await expectRewound(started, answer, STEP_TOLERANCE);
  }
  // Every length has been seen: nothing is compiled in a pass that is measured.
  const [block] = await started.session.measure({ blocks: 1, iterationsPerBlock: count, rewarmIterations: 0 });
  expect(block?.compilations ?? null).toBe(compilations === null ? null : 0);
  await started.session.close();
}
