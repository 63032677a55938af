/** What building a model shares: the framework, the weights made so far, and reading them from the tensor file. */
import type { Tensors, TensorView } from '../worker-kit/node/work';
import type { Framework, Tensor, Variable } from './framework';

/** Turns the values of a node's inputs into its output. */
export type Operation = (inputs: readonly Tensor[]) => Tensor;

export class Building {
  /** Weights that are trained, in the order in which they were made. */
  readonly weights: (Tensor | Variable)[] = [];
  /** Those moved by other rules than the optimizer's. */
  readonly statistics: Variable[] = [];

  constructor(
    readonly framework: Framework,
    readonly trainable: boolean,
    private readonly tensors: Tensors,
  ) {}

  weight(name: string): Tensor {
    return this.register(this.tensor(name));
  }

  /** A weight put together from tensors of the file, such as two kernels one below the other. */
  joined(names: readonly string[]): Tensor {
    const { tf } = this.framework;
    return this.register(
      tf.tidy(() =>
        tf.concat(
          names.map((name) => this.tensor(name)),
          0,
        ),
      ),
    );
  }

  statistic(name: string): Variable {
    const variable = this.framework.tf.variable(this.tensor(name), false);
    this.statistics.push(variable);
    return variable;
  }

  private register(tensor: Tensor): Tensor {
    const weight = this.trainable ? this.framework.tf.variable(tensor, true) : tensor;
    this.weights.push(weight);
    return weight;
  }

  private tensor(name: string): Tensor {
    return createTensor(this.framework, viewOf(this.tensors, name));
  }
}

/** A tensor of the file in TensorFlow's memory (copied at its first use). */
export function createTensor({ tf }: Framework, view: TensorView): Tensor {
  if (view.dtype === 'F64') throw new Error('TensorFlow for Node has no float64.');
  return tf.tensor(view.data, [...view.shape], view.dtype === 'I32' ? 'int32' : 'float32');
}

/** Throws where the file lacks the tensor. */
export function viewOf(tensors: Tensors, name: string): TensorView {
  const view = tensors.get(name);
  if (view === undefined) throw new Error(`The tensors file has no ${name}.`);
  return view;
}
