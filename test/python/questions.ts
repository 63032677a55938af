/** A `prepare` request over a real tensor file, and the comparison that the server makes of its answers. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Launch } from '../../src/engines/engine';
import type { Graph } from '../../src/protocol/graph';
import type { Block } from '../../src/protocol/block';
import type { ParityMessage, PrepareMessage } from '../../src/protocol/messages';
import { readSafetensors } from '../../src/protocol/safetensors';
import { lossError, outputError } from '../../src/racing/parity';
import { writeTensors } from '../../src/workloads/tensors';
import { PythonWorker } from './python-worker';

export const BATCHES = 3;

/** A folder of this test file's own, removed by `remove`. */
export function temporaryFolder(): { folder: string; remove: () => void } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'photofinish-python-'));
  return { folder, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}

/** Writes the tensors (seed 7) and asks for three SGD steps; `changes` override. */
export async function question(
  folder: string,
  graph: Graph,
  changes: Partial<PrepareMessage> & Pick<PrepareMessage, 'variant'>,
): Promise<Omit<PrepareMessage, 'type'>> {
  const task = changes.task ?? 'INFERENCE';
  const tensorsFile = path.join(folder, `tensors-${task}.safetensors`);
  await writeTensors(graph, { seed: 7, batchCount: BATCHES, task }, tensorsFile);
  return {
    graph,
    task,
    precision: 'FLOAT32',
    division: 'STRICT',
    device: 'cpu',
    threads: 1,
    seed: 1,
    tensorsFile,
    batchCount: BATCHES,
    synchronise: 'BLOCK',
    parity: {
      outputFile: path.join(folder, `output-${changes.variant}.safetensors`),
      sgdSteps: 5,
      sgdLearningRate: 0.5,
      trainingSteps: 3,
    },
    ...changes,
  };
}

export interface Answer {
  readonly outputs: readonly (Float32Array | Float64Array | Int32Array)[];
  readonly losses: readonly number[] | null;
  readonly implementation: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, string>>;
  readonly parameterCount: number;
  readonly blocks: readonly Block[];
}

/** One whole conversation: prepare, measure `blocks` blocks of one iteration, close. */
export async function ask(launch: Launch, request: Omit<PrepareMessage, 'type'>, blocks = 4): Promise<Answer> {
  const worker = new PythonWorker(launch);
  try {
    await worker.greet();
    const { parity, prepared } = await worker.prepare(request);
    const measured = await worker.measure({ blocks, iterationsPerBlock: 1 });
    await worker.close();
    return {
      outputs: outputsOf(parity),
      losses: parity.losses,
      implementation: Object.fromEntries(prepared.implementation.map(({ node, form }) => [node, form])),
      settings: Object.fromEntries(prepared.settings.map(({ name, value }) => [name, value])),
      parameterCount: prepared.parameterCount,
      blocks: measured.blocks,
    };
  } finally {
    await worker.end();
  }
}

function outputsOf(parity: ParityMessage) {
  const tensors = readSafetensors(parity.outputFile);
  return Array.from({ length: tensors.size }, (_, batch) => {
    const tensor = tensors.get(`output.${batch}`);
    if (!tensor) throw new Error(`output.${batch} is missing`);
    return tensor.data;
  });
}

/** The server's own comparison with the reference's answer: normwise output error, relative error of the last loss. */
export function errorsOf(answer: Answer, reference: Answer): { output: number; loss: number | null } {
  return {
    output: outputError(answer.outputs, reference.outputs as readonly Float64Array[]),
    loss: reference.losses ? lossError(answer.losses, reference.losses) : null,
  };
}
