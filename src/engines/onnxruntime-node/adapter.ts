/** ONNX Runtime called from Node; inference only. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { shaderCaches } from '../../environments/compilation-caches';
import type { EngineAdapter, Launch, LaunchContext, NotInstalled } from '../engine';
import { nodeWorkerPath } from '../worker-path';

const ID = 'onnxruntime-node';

export const onnxruntimeNode: EngineAdapter = {
  id: ID,
  name: 'ONNX Runtime (Node.js)',
  variants: [
    {
      id: 'cpu',
      description: 'The CPU execution provider with all graph optimisations.',
      default: true,
      devices: ['CPU'],
    },
    {
      id: 'cuda',
      description: 'The CUDA execution provider; every run copies inputs and outputs.',
      default: false,
      devices: ['GPU'],
    },
    {
      id: 'webgpu',
      description: 'The WebGPU execution provider; every run copies inputs and outputs.',
      default: false,
      devices: ['GPU'],
    },
  ],
  tasks: ['INFERENCE'],
  precisions: ['FLOAT32'],
  hidden: false,
  locate,
};

function locate(context: LaunchContext): Launch | NotInstalled {
  const folder = path.join(context.packageRoot, 'node_modules', ID);
  const version = packageVersion(folder);
  if (version === null)
    return notInstalled('The package onnxruntime-node is not installed: run `npm ci --ignore-scripts`.');
  const addon = path.join(folder, 'bin', 'napi-v6', process.platform, process.arch, 'onnxruntime_binding.node');
  if (!fs.existsSync(addon)) {
    return notInstalled(
      `onnxruntime-node brings no library for ${process.platform} on ${process.arch}; leave this engine out here.`,
    );
  }
  const worker = nodeWorkerPath(context.packageRoot, ID);
  if (!fs.existsSync(worker)) return notInstalled('The TypeScript sources are not compiled: run `npm run build`.');
  const provider = context.variant ?? 'cpu';
  if (provider === 'cuda' && !fs.existsSync(path.join(path.dirname(addon), 'libonnxruntime_providers_cuda.so'))) {
    return notInstalled(
      "onnxruntime-node's CUDA provider is not installed: put libonnxruntime_providers_cuda.so and " +
        'libonnxruntime_providers_shared.so of the same version beside its binding.',
    );
  }
  return {
    kind: 'launch',
    command: process.execPath,
    args: ['--expose-gc', worker, `--provider=${provider}`],
    environment: {},
    runtimeKey: `${version}:node-${process.version}`,
    caches: shaderCaches,
  };
}

function packageVersion(folder: string): string | null {
  try {
    return (JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: string }).version;
  } catch {
    return null;
  }
}

function notInstalled(reason: string): NotInstalled {
  return { kind: 'not-installed', reason };
}
