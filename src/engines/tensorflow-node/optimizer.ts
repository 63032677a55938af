/** tfjs's own optimizers, with every constant named (their defaults differ from other frameworks'). */
import type { Optimizer as TfjsOptimizer } from '@tensorflow/tfjs-node-gpu';
import type { Optimizer } from '../../protocol/graph';
import type { Framework } from './framework';

/** Adam as in Kingma & Ba, epsilon added after the bias correction (arXiv 1412.6980, algorithm 1). */
export function createOptimizer({ tf }: Framework, optimizer: Optimizer): TfjsOptimizer {
  if (optimizer.kind === 'sgd') return tf.train.sgd(optimizer.learningRate);
  return tf.train.adam(optimizer.learningRate, optimizer.beta1, optimizer.beta2, optimizer.epsilon);
}
