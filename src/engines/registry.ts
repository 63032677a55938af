/** THE list of engines, one line each; everything else that names engines derives from it. */
import type { EngineAdapter } from './engine';
import { fake } from './fake/adapter';
import { onnxruntimeNode } from './onnxruntime-node/adapter';
import { pytorch } from './pytorch/adapter';
import { tensorflow } from './tensorflow/adapter';
import { tensorflowNode } from './tensorflow-node/adapter';

/** In the order in which they are shown. */
export const engineAdapters: readonly EngineAdapter[] = [pytorch, tensorflow, tensorflowNode, onnxruntimeNode, fake];
