/** tfjs's own optimizers, with every constant named (their defaults differ from other frameworks'). */
import type { Optimizer as TfjsOptimizer } from '@tensorflow/tfjs-node-gpu';
import type { Optimizer } from '../../protocol/graph';
import type { Framework, Variable } from './framework';

export interface RewindableOptimizer {
  readonly optimizer: TfjsOptimizer;
  /** As before its first step, in the variables that it has. */
  rewind(): void;
}

/** What tfjs's Adam carries from step to step: private to it, but nothing public says or sets it without new variables. */
interface AdamState {
  readonly accBeta1: Variable;
  readonly accBeta2: Variable;
  readonly accumulatedFirstMoment: readonly { variable: Variable }[];
  readonly accumulatedSecondMoment: readonly { variable: Variable }[];
}

/** Adam as in Kingma & Ba, epsilon added after the bias correction (arXiv 1412.6980, algorithm 1). */
export function createOptimizer({ tf }: Framework, optimizer: Optimizer): RewindableOptimizer {
  if (optimizer.kind === 'sgd') {
    return { optimizer: tf.train.sgd(optimizer.learningRate), rewind: () => undefined };
  }
  const { learningRate, beta1, beta2, epsilon } = optimizer;
  const adam = tf.train.adam(learningRate, beta1, beta2, epsilon);
  const state = adam as unknown as AdamState;
  return {
    optimizer: adam,
    rewind: () =>
      tf.tidy(() => {
        for (const { variable } of [...state.accumulatedFirstMoment, ...state.accumulatedSecondMoment]) {
          variable.assign(tf.zerosLike(variable));
        }
        state.accBeta1.assign(tf.scalar(beta1));
        state.accBeta2.assign(tf.scalar(beta2));
      }),
  };
}
