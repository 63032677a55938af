/** The engine of most tests: real child processes on the real wire, real results, scripted times. */
import * as fs from 'node:fs';
import type { EngineAdapter, Launch, LaunchContext, NotInstalled } from '../engine';
import { nodeWorkerPath } from '../worker-path';

export const fake: EngineAdapter = {
  id: 'fake',
  name: 'Fake (scripted times)',
  variants: [
    { id: 'steady', description: 'Steady, with the noise of a shared machine.', default: true },
    { id: 'steady-2', description: 'As steady, and 2 % slower.', default: false },
    { id: 'steady-5', description: 'As steady, and 5 % slower.', default: false },
    { id: 'twice', description: 'As steady, and twice as slow.', default: false },
    { id: 'warming', description: 'Slow at first, steady after about a second.', default: false },
    { id: 'never-steady', description: 'A little slower with every block.', default: false },
    { id: 'slow-loader', description: 'Steady; its loader takes three times as long as its model.', default: false },
    { id: 'skips-images', description: 'Steady; its loader leaves out some images.', default: false },
  ],
  tasks: ['INFERENCE'],
  precisions: ['FLOAT32'],
  hidden: true,
  locate,
};

function locate({ packageRoot }: LaunchContext): Launch | NotInstalled {
  const worker = nodeWorkerPath(packageRoot, 'fake');
  if (!fs.existsSync(worker)) {
    return { kind: 'not-installed', reason: 'The TypeScript sources are not compiled: run `npm run build`.' };
  }
  // No --expose-gc: garbage of the interpreter cannot fall into a block whose time is scripted.
  return {
    kind: 'launch',
    command: process.execPath,
    args: [worker],
    environment: {},
    runtimeKey: `node-${process.version}`,
    scriptedClock: true,
  };
}
