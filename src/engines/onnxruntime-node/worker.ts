/** The worker process of `onnxruntime-node`. */
import { run } from '../worker-kit/node/kit';
import { createOnnxruntimeNodeEngine } from './node-engine';

run(createOnnxruntimeNodeEngine(process.argv));
