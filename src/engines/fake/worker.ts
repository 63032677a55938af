import { run } from '../worker-kit/node/kit';
import { createFakeEngine } from './fake-engine';

run(createFakeEngine());
