/** The worker process of `tensorflow-node`. */
import { run } from '../worker-kit/node/kit';
import { createTensorflowNodeEngine } from './node-engine';

run(createTensorflowNodeEngine(process.argv));
