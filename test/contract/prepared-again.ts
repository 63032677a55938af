/** What every engine owes a race of a changed model: other work in the place of the first, in the same process. */
import type { EngineAdapter } from '../../src/engines/engine';
import type { TaskName } from '../../src/protocol/messages';
import { editedGraph } from '../../src/workloads/graph-edit';
import { smallMlp } from './graphs';
import { expectRewound, relativeError } from './rewound';
import { normwiseError, type Prepared, type Started, type Work, type WorkerBench } from './worker-bench';

const CHANGED = editedGraph(smallMlp, 'UNITS') ?? smallMlp;
/** One object for each, so that the reference computes it once. */
const WORKS: Readonly<Record<TaskName, Work>> = {
  INFERENCE: { graph: CHANGED, task: 'INFERENCE' },
  TRAINING: { graph: CHANGED, task: 'TRAINING' },
};

export interface Again {
  readonly bench: WorkerBench;
  readonly adapter: EngineAdapter;
  readonly variant: string;
  readonly tolerance: number;
  /** The reference's answer. */
  expected(work: Work): Promise<Prepared>;
}

/** In a process that has prepared and measured already; cheap, as it is there. */
export async function expectPreparedAgain(started: Started, task: TaskName, again: Again): Promise<void> {
  const { bench, adapter, variant, tolerance } = again;
  const work = WORKS[task];
  const [right, answer] = [await again.expected(work), await bench.prepare(started, adapter, work, { variant })];
  if (answer.kind === 'unsupported') throw new Error(`the second work: ${answer.message.reason}`);
  expect(normwiseError(bench.withOutputs(answer).outputs, right.outputs)).toBeLessThanOrEqual(tolerance);
  expect(answer.prepared.parameterCount).toBe(right.prepared.parameterCount);
  // What was compiled for the work before does not count.
  expect(answer.prepared.compilations).toBeLessThanOrEqual(1);
  const [losses, known] = [answer.parity.stepLosses ?? [], right.parity.stepLosses ?? []];
  expect(losses).toHaveLength(known.length);
  expect(relativeError(losses, known)).toBeLessThanOrEqual(tolerance);
  if (task === 'TRAINING') await expectRewound(started, answer, tolerance);
  const [block] = await started.session.measure({ blocks: 1, iterationsPerBlock: 2, rewarmIterations: 1 });
  expect(block?.elapsedNanoseconds).toBeGreaterThan(0);
}
