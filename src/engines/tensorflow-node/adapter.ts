/** TensorFlow called from Node: @tensorflow/tfjs-node-gpu on the libraries of the Python wheel. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { cudaCaches } from '../../environments/compilation-caches';
import { locatePythonWorker } from '../../environments/locate';
import { locateTensorflowBinding } from '../../environments/tensorflow-binding';
import type { EngineAdapter, Launch, LaunchContext, NotInstalled } from '../engine';
import { nodeWorkerPath } from '../worker-path';

const ID = 'tensorflow-node';

export const tensorflowNode: EngineAdapter = {
  id: ID,
  name: 'TensorFlow (Node.js)',
  variants: [
    {
      id: 'eager',
      description: 'Operations issued one by one from JavaScript; the LSTM is the fused BlockLSTMV2.',
      default: true,
    },
    {
      id: 'graph',
      description: "The SavedModel of the very functions that TensorFlow's Python variant graph runs, run from Node.",
      default: false,
    },
  ],
  tasks: ['INFERENCE', 'TRAINING'],
  precisions: ['FLOAT32'],
  hidden: false,
  locate,
};

function locate(context: LaunchContext): Launch | NotInstalled {
  const binding = locateTensorflowBinding(context);
  if (binding.kind === 'missing') return { kind: 'not-installed', reason: binding.reason };
  const worker = nodeWorkerPath(context.packageRoot, ID);
  if (!fs.existsSync(worker)) {
    return { kind: 'not-installed', reason: 'The TypeScript sources are not compiled: run `npm run build`.' };
  }
  const exporter = context.variant === 'graph' ? locateExporter(context) : null;
  if (exporter?.kind === 'not-installed') return exporter;
  const threadArgument = context.threads === undefined ? [] : [`--threads=${context.threads}`];
  return {
    kind: 'launch',
    command: process.execPath,
    args: ['--expose-gc', worker, ...threadArgument, ...exporterArguments(exporter)],
    environment: { ...threadVariables(context.threads), ...cudaVariables(binding.tensorflowDirectory) },
    runtimeKey: `${binding.key}:node-${process.version}`,
    caches: cudaCaches,
  };
}

/** The Python program that writes the model, in the environment of the Python engine. */
function locateExporter(context: LaunchContext): Launch | NotInstalled {
  return locatePythonWorker(context, {
    engineId: 'tensorflow',
    environment: 'tensorflow',
    requirementsFiles: ['src/engines/tensorflow/requirements-gpu.txt', 'src/engines/tensorflow/requirements.txt'],
    worker: 'src/engines/tensorflow/export_saved_model.py',
  });
}

function exporterArguments(exporter: Launch | null): string[] {
  return exporter ? [`--exporter-python=${exporter.command}`, `--exporter=${exporter.args[0] ?? ''}`] : [];
}

/** Read once, when the library makes its pools; without them it takes one thread for each CPU that it may run on. */
function threadVariables(threads: number | undefined): Record<string, string> {
  if (threads === undefined) return {};
  return { TF_NUM_INTRAOP_THREADS: String(threads), TF_NUM_INTEROP_THREADS: String(threads) };
}

/**
 * The CUDA wheel brings NVIDIA's libraries in sibling folders. TensorFlow's own run path is relative to the link in
 * `deps/lib`, not to the wheel, so the loader has to be told. FLOAT32 means full single precision: TensorFlow would
 * use TF32 and offers no switch to C programs, so NVIDIA's own is set.
 */
function cudaVariables(tensorflowDirectory: string): Record<string, string> {
  const parent = path.join(path.dirname(tensorflowDirectory), 'nvidia');
  if (!fs.existsSync(parent)) return {};
  const folders = fs
    .readdirSync(parent)
    .sort()
    .map((entry) => path.join(parent, entry, 'lib'))
    .filter((folder) => fs.existsSync(folder));
  if (folders.length === 0) return {};
  return { LD_LIBRARY_PATH: folders.join(path.delimiter), NVIDIA_TF32_OVERRIDE: '0' };
}
