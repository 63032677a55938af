/** The built graph as work for the kit: inference or training steps, one synchronisation on a scalar. */
import type { PrepareMessage } from '../../protocol/messages';
import { refusePacked } from '../worker-kit/node/sequences';
import type { Tensors, Work } from '../worker-kit/node/work';
import type { Framework, Scalar, Tensor } from './framework';
import { createLoss, type Loss } from './losses';
import { createTensor, viewOf } from './building';
import { buildModel, type Model } from './model';
import { createOptimizer } from './optimizer';
import { LastResult } from './last-result';
import { rewinder } from './rewind';
import { readSettings } from './settings';

/** One staged batch, in the engine's memory. */
interface Batch {
  readonly inputs: readonly Tensor[];
  readonly target: Tensor | null;
}

/** Builds the graph of `request`. Throws `UnsupportedWork` for a node that it cannot build. */
export function createWork(framework: Framework, request: PrepareMessage, tensors: Tensors): Work {
  const training = request.task === 'TRAINING' ? request.graph.training : null;
  refusePacked(request.graph, 'TensorFlow.js');
  const model = buildModel(framework, request.graph, tensors, training !== null);
  const batches = Array.from({ length: request.batchCount }, (_, index) =>
    stageBatch(framework, request, tensors, index, training !== null),
  );
  const last = new LastResult(framework);
  const common = {
    settings: readSettings(framework, request),
    implementation: model.implementation,
    parameterCount: model.parameterCount,
    batches,
    // Eager: there is nothing to compile.
    compile: () => undefined,
    compilations: () => 0,
    // On the CPU the eager context is synchronous: every operation has finished when its call returns.
    synchronise: framework.backend.isUsingGpuDevice ? () => last.synchronise() : () => undefined,
    lastResult: () => last.read(),
    output: (batch: unknown) =>
      framework.tf.tidy(() => Float32Array.from(model.forward((batch as Batch).inputs).dataSync())),
  };
  if (training === null) {
    return {
      ...common,
      step: (batch) => last.replace(framework.tf.tidy(() => model.forward((batch as Batch).inputs))),
      sgdLosses: () => {
        throw new Error('Losses are only asked for in training.');
      },
    };
  }
  const loss = createLoss(framework, training.loss);
  const optimizer = createOptimizer(framework, training.optimizer);
  const rewind = rewinder(framework, [...model.variables, ...model.statistics], optimizer);
  return {
    ...common,
    step: (batch) => {
      const cost = () => lossOf(model, loss, batch as Batch);
      last.replace(framework.tf.tidy(() => optimizer.optimizer.minimize(cost, true, model.variables) as Tensor));
    },
    sgdLosses: (batch, steps, learningRate) =>
      plainSgdLosses(framework, model, () => lossOf(model, loss, batch as Batch), steps, learningRate, rewind),
    rewind,
  };
}

function lossOf(model: Model, loss: Loss, batch: Batch): Scalar {
  if (batch.target === null) throw new Error('A training batch needs a target.');
  return loss(model.forward(batch.inputs), batch.target);
}

function stageBatch(
  framework: Framework,
  request: PrepareMessage,
  tensors: Tensors,
  index: number,
  training: boolean,
): Batch {
  const stage = (name: string): Tensor => {
    const tensor = createTensor(framework, viewOf(tensors, `batch.${index}.${name}`));
    // tfjs uploads a tensor when an operation first reads it: do that now, not in a timed block.
    framework.tf.tidy(() => tensor.add(framework.tf.scalar(0, tensor.dtype === 'int32' ? 'int32' : 'float32')));
    return tensor;
  };
  return {
    inputs: request.graph.inputs.map((input) => stage(input.name)),
    target: training ? stage('target') : null,
  };
}

/** Losses before any step and after each of `steps` plain gradient steps; the weights are as before afterwards. */
function plainSgdLosses(
  { tf }: Framework,
  model: Model,
  cost: () => Scalar,
  steps: number,
  learningRate: number,
  rewind: () => void,
): number[] {
  const losses: number[] = [];
  for (let step = 0; step < steps; step += 1) {
    tf.tidy(() => {
      const { value, grads } = tf.variableGrads(cost, model.variables);
      losses.push(value.dataSync()[0] ?? NaN);
      for (const variable of model.variables) {
        const gradient = grads[variable.name];
        if (gradient) variable.assign(tf.sub(variable, tf.mul(gradient, learningRate)));
      }
    });
  }
  losses.push(tf.tidy(() => cost().dataSync()[0] ?? NaN));
  rewind();
  return losses;
}
