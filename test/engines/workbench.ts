/** What the tests of workers share: a small graph with its tensors on disk, and sessions that are always ended. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Launch } from '../../src/engines/engine';
import { fake } from '../../src/engines/fake/adapter';
import { Watchdog } from '../../src/engines/watchdog';
import { packageRoot } from '../../src/engines/worker-path';
import { WorkerSession, type WorkerTimeouts } from '../../src/engines/worker-session';
import type { Graph } from '../../src/protocol/graph';
import type { PrepareMessage } from '../../src/protocol/messages';
import { writeSafetensors, type TensorView } from '../../src/protocol/safetensors';

export const TIMEOUTS: WorkerTimeouts = {
  helloMilliseconds: 20_000,
  prepareMilliseconds: 20_000,
  measureMilliseconds: 20_000,
  closeMilliseconds: 5_000,
  terminateMilliseconds: 300,
};

/** One dense layer of 3 → 2 on batches of 2. */
export const DENSE_GRAPH: Graph = {
  inputs: [{ name: 'x', shape: [2, 3], dtype: 'float32' }],
  nodes: [{ kind: 'dense', id: 'layer', inputs: ['x'], units: 2 }],
  output: 'layer',
  training: null,
};
const BATCHES = 3;

export function denseTensors(): Map<string, TensorView> {
  const tensors = new Map<string, TensorView>();
  const floats = (name: string, shape: number[], data: number[]) =>
    tensors.set(name, { dtype: 'F32', shape, data: Float32Array.from(data) });
  floats('layer.kernel', [3, 2], [1, -1, 0.5, 2, -0.25, 0.75]);
  floats('layer.bias', [2], [0.125, -0.5]);
  for (let batch = 0; batch < BATCHES; batch += 1) {
    floats(
      `batch.${batch}.x`,
      [2, 3],
      [0, 1, 2, 3, 4, 5].map((x) => (x + batch) / 4),
    );
  }
  return tensors;
}

/** Open it in `beforeEach`/`beforeAll`, close it in the matching `after…`. */
export class Workbench {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'photofinish-workers-'));
  private readonly sessions: WorkerSession[] = [];
  private readonly tensorsFile = path.join(this.folder, 'tensors.safetensors');

  constructor(readonly watchdog = Watchdog.start()) {
    // Once: written anew for each session it would be cut short under another that is reading it.
    writeSafetensors(this.tensorsFile, denseTensors());
  }

  spawn(launch: Launch, timeouts: Partial<WorkerTimeouts> = {}, signal = new AbortController().signal): WorkerSession {
    const { folder: workingDirectory, watchdog } = this;
    const session = WorkerSession.spawn(launch, {
      signal,
      watchdog,
      workingDirectory,
      timeouts: { ...TIMEOUTS, ...timeouts },
    });
    this.sessions.push(session);
    return session;
  }

  prepare(changes: Partial<PrepareMessage> = {}): Omit<PrepareMessage, 'type'> {
    return {
      variant: 'steady',
      graph: DENSE_GRAPH,
      task: 'INFERENCE',
      precision: 'FLOAT32',
      division: 'STRICT',
      device: 'cpu',
      threads: 1,
      seed: 7,
      tensorsFile: this.tensorsFile,
      batchCount: BATCHES,
      synchronise: 'BLOCK',
      parity: {
        outputFile: path.join(this.folder, 'output.safetensors'),
        sgdSteps: 5,
        sgdLearningRate: 0.1,
        trainingSteps: 3,
      },
      ...changes,
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.sessions.map((session) => session.kill()));
    await this.watchdog.stop();
    fs.rmSync(this.folder, { recursive: true });
  }
}

/** The fake engine's launch; throws where the sources are not compiled. */
export function fakeLaunch(): Launch {
  const found = fake.locate({
    packageRoot: packageRoot(),
    cacheDirectory: os.tmpdir(),
    pythonOverride: () => undefined,
  });
  if (found.kind === 'not-installed') throw new Error(found.reason);
  return found;
}

/** A process that exists and is no zombie. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Waits for what happens outside of this process; fails after five seconds. */
export async function eventually(condition: () => boolean, what: string): Promise<void> {
  for (let attempt = 0; attempt < 250; attempt += 1) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`not within five seconds: ${what}`);
}
