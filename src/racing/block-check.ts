/** Holds the blocks of an entrant to what was proven of its work. */
import type { Block } from '../protocol/block';
import type { Through } from '../protocol/pipeline';
import { measureAwake } from './awake';
import type { Contestant } from './contestant';
import type { RaceFact } from './race-fact';
import { CHECKSUM_FAILURE } from './run-failure';
import { collect, leave } from './stage';

/** The end of the run of one whose blocks did not do the work that was proven; nothing where they did. */
export async function checked(contestant: Contestant, blocks: readonly Block[]): Promise<RaceFact[]> {
  const { proof, lossVaries } = contestant;
  if (!proof) throw new Error('A block is judged only after its worker was proven');
  const judgements = blocks.map(proof);
  if (judgements.includes('fails')) return collect(leave(contestant, 'FAILED', CHECKSUM_FAILURE));
  if (lossVaries || !judgements.includes('varies')) return [];
  contestant.lossVaries = true;
  return proveAgain(contestant);
}

/**
 * Runs the steps of training that were proven once more, on what was staged or `through` the loader: they have to give
 * the losses that they gave.
 */
export async function proveAgain(contestant: Contestant, through?: Through): Promise<RaceFact[]> {
  const iterationsPerBlock = contestant.answer?.parity.stepLosses?.length ?? 0;
  if (iterationsPerBlock === 0) return [];
  const steps = { blocks: 1, iterationsPerBlock, rewarmIterations: 0, ...(through && { through }) };
  return checked(contestant, await measureAwake(contestant.session, steps));
}
