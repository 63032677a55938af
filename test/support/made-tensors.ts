/** The tensors of a small graph in memory, as `writeTensors` would write them. */
import type { Graph } from '../../src/protocol/graph';
import type { TensorView } from '../../src/protocol/safetensors';
import { drawTensor, planTensors, type TensorRecipe } from '../../src/workloads/tensors';

export function makeTensors(graph: Graph, recipe: TensorRecipe): Map<string, TensorView> {
  return new Map(
    planTensors(graph, recipe).map((plan) => {
      const [data, ...more] = drawTensor(plan, recipe.seed);
      if (!data || more.length > 0) throw new Error(`${plan.name} is not small`);
      return [plan.name, { dtype: plan.dtype, shape: plan.shape, data }];
    }),
  );
}
