/** What is particular to tensorflow-node; that it computes rightly is shown by test/contract. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { LaunchContext } from '../../src/engines/engine';
import { tensorflowNode } from '../../src/engines/tensorflow-node/adapter';
import { packageRoot } from '../../src/engines/worker-path';
import { writeTensors } from '../../src/workloads/tensors';
import { everyNode } from '../contract/graphs';
import { WorkerBench } from '../contract/worker-bench';

const context: LaunchContext = { packageRoot: packageRoot(), cacheDirectory: '', pythonOverride: () => undefined };
const launch = tensorflowNode.locate({ ...context, threads: 1 });
if (launch.kind === 'not-installed') console.warn(`SKIPPED: tensorflow-node: ${launch.reason}`);
const itInstalled = launch.kind === 'launch' ? it : it.skip;

it('names what is missing where nothing is installed', () => {
  const nothing = tensorflowNode.locate({ ...context, packageRoot: path.parse(process.cwd()).root });
  expect(nothing).toMatchObject({ kind: 'not-installed', reason: expect.stringContaining('npm ci') });
});

itInstalled('tells the library the number of threads before it loads, and reads the pools back', () => {
  if (launch.kind === 'not-installed') return;
  expect(launch.environment).toMatchObject({ TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1' });
  for (const threads of [1, 3]) {
    expect(inWorker(threads, 'return engine.threads;')).toEqual({
      expected: threads,
      intraOpCounted: threads,
      interOpCounted: threads,
    });
  }
});

itInstalled('refuses a number of threads that the library was not loaded with, for it cannot change them', async () => {
  const bench = new WorkerBench();
  try {
    const started = await bench.start(tensorflowNode);
    const work = { graph: everyNode, task: 'INFERENCE' } as const;
    const answer = await bench.prepare(started, tensorflowNode, work, { threads: 4096 });
    expect(answer).toMatchObject({
      kind: 'unsupported',
      message: { node: null, reason: expect.stringContaining('4096') },
    });
  } finally {
    await bench.dispose();
  }
});

itInstalled('holds as many tensors after a hundred steps as after ten, in both tasks', async () => {
  const tensorsFolder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-tensors-'));
  const files = { INFERENCE: path.join(tensorsFolder, 'inference'), TRAINING: path.join(tensorsFolder, 'training') };
  for (const task of ['INFERENCE', 'TRAINING'] as const) {
    await writeTensors(everyNode, { seed: 1, batchCount: 2, task }, files[task]);
  }
  const script = `
    const { createWork } = require(path.join(folder, 'work.js'));
    const { readSafetensors } = require(path.join(folder, '../../protocol/safetensors.js'));
    const graph = ${JSON.stringify(everyNode)};
    return ['INFERENCE', 'TRAINING'].map((task) => {
      const tensors = readSafetensors(${JSON.stringify(files)}[task]);
      const work = createWork(engine, { graph, task, batchCount: 2, variant: 'eager' }, tensors);
      if (task === 'TRAINING') work.sgdLosses(work.batches[0], 2, 0.1);
      const held = (steps) => {
        for (let step = 0; step < steps; step += 1) work.step(work.batches[step % 2]);
        work.synchronise();
        return [engine.tf.memory().numTensors, engine.backend.getNumOfTFTensors()];
      };
      return [held(10), held(90)];
    });`;
  const counts = inWorker(1, script) as [number[], number[]][];
  rmSync(tensorsFolder, { recursive: true });
  expect(counts).toHaveLength(2);
  for (const [early, late] of counts) {
    expect(early[0]).toBeGreaterThan(0);
    expect(late).toEqual(early);
  }
});

/** Runs the body in a process launched like the worker's, with TensorFlow loaded as `engine`; its value as JSON. */
function inWorker(threads: number, body: string): unknown {
  const own = tensorflowNode.locate({ ...context, threads });
  if (own.kind === 'not-installed') throw new Error(own.reason);
  const folder = path.join(packageRoot(), 'dist', 'src', 'engines', 'tensorflow-node');
  const program = `
    const path = require('node:path');
    const folder = ${JSON.stringify(folder)};
    require(path.join(folder, 'framework.js')).loadFramework(['--threads=${threads}'])
      .then((engine) => { ${body} })
      .then((value) => console.log(JSON.stringify(value)));`;
  const environment = Object.entries(own.environment).map(([name, value]) => `${name}=${value}`);
  const result = spawnSync('env', [...environment, own.command, '-e', program], { encoding: 'utf8', timeout: 50_000 });
  if (result.status !== 0) throw new Error(result.stderr);
  return JSON.parse(result.stdout);
}
