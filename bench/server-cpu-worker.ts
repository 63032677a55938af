/** A worker that keeps the processor busy and reports, in place of its own CPU time, that of the server that asked it. */
import { readdirSync, readFileSync } from 'node:fs';
import { processMeter } from '../src/engines/worker-kit/node/meter';
import { run } from '../src/engines/worker-kit/node/kit';

const STEP_MILLISECONDS = 1;

/** On-CPU nanoseconds of every thread of the process, as the kernel's scheduler counts them. */
function cpuNanosecondsOf(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  return readdirSync(tasks).reduce((sum, task) => {
    return sum + Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]);
  }, 0);
}

function step(): void {
  for (const end = performance.now() + STEP_MILLISECONDS; performance.now() < end;);
}

run({
  meter: {
    ...processMeter,
    usage: () => ({ ...processMeter.usage(), cpuNanoseconds: cpuNanosecondsOf(process.ppid) }),
  },
  load: () => undefined,
  initialise: () => ({
    engineVersion: '1',
    devices: [{ id: 'cpu', kind: 'CPU', name: 'CPU', memoryBytes: null }],
    precisions: ['FLOAT32'],
  }),
  build: ({ batchCount }) => ({
    settings: [],
    implementation: [],
    parameterCount: 0,
    batches: Array.from({ length: batchCount }, () => null),
    compile: () => undefined,
    step,
    synchronise: () => undefined,
    output: () => new Float32Array(1),
    sgdLosses: () => [],
    lastResult: () => [0],
  }),
});
