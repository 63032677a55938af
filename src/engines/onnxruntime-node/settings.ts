/** Every flag that could make a comparison unfair; what ONNX Runtime does not read back is said so. */
import type { PrepareMessage } from '../../protocol/messages';
import { SESSION_OPTIONS, type CountedSession, type OnnxRuntime } from './framework';
import { OPSET } from './onnx-model';

export interface SessionFacts {
  readonly counted: CountedSession;
  /** Who ran the nodes; null before it ran. */
  readonly providers: string | null;
  readonly conversions: number;
}

export function readSettings(
  ort: OnnxRuntime,
  request: PrepareMessage,
  { counted, providers, conversions }: SessionFacts,
): { name: string; value: string }[] {
  const asked = 'asked; ONNX Runtime does not read it back';
  const { threadsCounted } = counted;
  const onCpu = request.variant === 'cpu';
  const intraOp = threadsCounted === null || !onCpu ? `${request.threads} (${asked})` : `${threadsCounted} (counted)`;
  return [
    { name: 'onnxruntime', value: ort.env.versions.node ?? 'unknown' },
    { name: 'opset', value: String(OPSET) },
    { name: 'device', value: request.device },
    { name: 'providers', value: providers ?? 'not run yet' },
    { name: 'threads', value: intraOp },
    { name: 'interOpThreads', value: `${SESSION_OPTIONS.interOpNumThreads} (${asked})` },
    { name: 'execution', value: 'graph' },
    { name: 'compiled', value: 'none' },
    { name: 'productPrecision', value: 'float32' },
    { name: 'executionMode', value: `${SESSION_OPTIONS.executionMode} (${asked})` },
    { name: 'graphOptimizer', value: `${SESSION_OPTIONS.graphOptimizationLevel} (${asked})` },
    { name: 'layout', value: 'images channels first; blocked inside where the optimiser chooses so' },
    {
      name: 'layoutConversion',
      value: conversions > 0 ? `inside the block: ${conversions} permutations of images` : 'none',
    },
    { name: 'autotune', value: onCpu ? 'not applicable' : 'library default; not readable' },
    { name: 'callForm', value: 'step function' },
    { name: 'hostTransfers', value: onCpu ? 'none' : 'inputs and outputs on every run' },
    { name: 'memoryArenaAndPattern', value: `on (${asked})` },
    { name: 'spinning', value: 'library default; not readable' },
    { name: 'denormals', value: 'library default; not readable' },
    { name: 'outputs', value: 'allocated by each run (no IO binding in Node.js)' },
  ];
}
