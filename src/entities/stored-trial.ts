import type { Block } from '../protocol/block';
import type { Trial } from './trial.entity';

/** A block with its place: which pass of the round it belongs to, and its position in that pass (both from 0). */
export interface StoredBlock extends Omit<Block, 'compilations' | 'steps'> {
  readonly pass: number;
  readonly position: number;
}

/** A trial however it is stored. Its blocks are unpacked when somebody looks at them. */
export type StoredTrial = Omit<Trial, 'race' | 'run' | 'blocks' | 'warmUpBlocks'> & {
  readonly blocks: readonly StoredBlock[];
  readonly warmUpBlocks: readonly StoredBlock[];
};
