/** Puts a training of eager variables back to where it began. */
import { Kept } from '../worker-kit/node/kept';
import type { Framework, Variable } from './framework';
import type { RewindableOptimizer } from './optimizer';

/** Remembers the variables as they are now; the function returned puts them back, and the optimizer with them. */
export function rewinder(
  { tf }: Framework,
  variables: readonly Variable[],
  optimizer: RewindableOptimizer,
): () => void {
  const first = new Kept(valuesOf(variables));
  return () => {
    let index = 0;
    for (const values of first) {
      const variable = variables[index++] as Variable;
      tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
    }
    optimizer.rewind();
  };
}

function* valuesOf(variables: readonly Variable[]): Generator<Float32Array> {
  for (const variable of variables) yield variable.dataSync() as Float32Array;
}
