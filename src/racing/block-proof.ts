/**
 * After every block: whether what it computed is what it had to compute. Catches work that was skipped, folded away or
 * went wrong once timing began.
 */
import type { Block } from '../protocol/block';
import type { PreparedMessage, TaskName } from '../protocol/messages';
import { checksumHolds, type Checksum } from './checksum';
import type { ParityTolerance } from './parity';

/** varies: not as the same worker's other blocks, which proves nothing yet: rounding may have grown to it. */
export type BlockJudgement = 'holds' | 'fails' | 'varies';

/** Asked of each block once, in the order in which they were run. */
export type BlockProof = (block: Block) => BlockJudgement;

export interface ProvenFacts {
  readonly task: TaskName;
  readonly tolerance: ParityTolerance;
  /** Of every batch of the worker's parity output. */
  readonly checksums: readonly Checksum[];
  /** TRAINING: of its first steps of the kind that is timed, held to the reference. */
  readonly stepLosses: readonly number[];
  readonly blockLoss: PreparedMessage['blockLoss'];
}

export function blockProof(facts: ProvenFacts): BlockProof {
  return facts.task === 'TRAINING' ? lossProof(facts) : outputProof(facts);
}

function outputProof({ checksums, tolerance }: ProvenFacts): BlockProof {
  return (block) => (checksumHolds(block, checksums[block.batch], tolerance.output) ? 'holds' : 'fails');
}

/**
 * The loss of a block of training depends on its steps since the first weights and on nothing else, whether what it is
 * trained on was staged or loaded. Of as many steps as were proven it is known; of more, the first such block of the
 * worker says it for the others. A mean is of the block's own steps, whatever came before them.
 */
function lossProof({ stepLosses, blockLoss, tolerance }: ProvenFacts): BlockProof {
  const bound = tolerance.loss * Math.max(...stepLosses.map(Math.abs));
  const proven = blockLoss === 'MEAN_OF_STEPS' ? runningMeans(stepLosses) : stepLosses;
  const firsts = new Map<string, number>();
  return ({ iterations, steps = iterations, checksum }) => {
    const isOfLaterSteps = blockLoss === 'MEAN_OF_STEPS' && steps !== iterations;
    const kind = isOfLaterSteps ? `${steps}, the last ${iterations}` : `${steps}`;
    const known = isOfLaterSteps ? undefined : proven[steps - 1];
    const expected = known ?? firsts.get(kind);
    if (expected === undefined) firsts.set(kind, checksum);
    if (Math.abs(checksum - (expected ?? checksum)) <= bound) return 'holds';
    return known === undefined ? 'varies' : 'fails';
  };
}

/** [l₁, (l₁ + l₂) / 2, …] */
function runningMeans(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value, index) => (sum += value) / (index + 1));
}
