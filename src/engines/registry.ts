/** THE list of engines, one line each; everything else that names engines derives from it. */
import type { EngineAdapter } from './engine';
import { fake } from './fake/adapter';
import { jax } from './jax/adapter';
import { keras } from './keras/adapter';
import { onnxruntimeNode } from './onnxruntime-node/adapter';
import { pytensor } from './pytensor/adapter';
import { pytorch } from './pytorch/adapter';
import { tensorflow } from './tensorflow/adapter';
import { tensorflowNode } from './tensorflow-node/adapter';

/** In the order in which they are shown. */
export const engineAdapters: readonly EngineAdapter[] = [
  pytorch,
  tensorflow,
  keras,
  jax,
  tensorflowNode,
  onnxruntimeNode,
  pytensor,
  fake,
];

/** In whose environment the memory of a GPU is measured, and the program that does it. */
export const gpuMemory: { readonly adapter: EngineAdapter; readonly program: string } = {
  adapter: pytorch,
  program: 'src/engines/pytorch/device_streams.py',
};
