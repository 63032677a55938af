/** Loading ONNX Runtime into this process, and making sessions with every option named. */
import * as fs from 'node:fs';
import type * as Ort from 'onnxruntime-node';

export type OnnxRuntime = typeof Ort;
export type Session = Ort.InferenceSession;
export type OrtTensor = Ort.Tensor;

/** What is asked of every session; ONNX Runtime reads none of it back. */
export const SESSION_OPTIONS = {
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  interOpNumThreads: 1,
  enableCpuMemArena: true,
  enableMemPattern: true,
} as const;

export interface CountedSession {
  readonly session: Session;
  /** Threads that work on one operator: those that appeared with the session and the calling one; null where uncountable. */
  readonly threadsCounted: number | null;
}

export function loadFramework(): OnnxRuntime {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- must load here, where it is timed, not with this file
  return require('onnxruntime-node') as OnnxRuntime;
}

export interface SessionRequest {
  readonly threads: number;
  readonly provider: string;
  /** Where to write who runs which node, until `endProfiling`; absent: nowhere. */
  readonly profilePrefix?: string;
}

/** For one provider, with nothing to fall back on but what ONNX Runtime itself adds. */
export async function createSession(
  ort: OnnxRuntime,
  model: Uint8Array,
  { threads, provider, profilePrefix }: SessionRequest,
): Promise<CountedSession> {
  const before = countThreads();
  const session = await ort.InferenceSession.create(model, {
    ...SESSION_OPTIONS,
    executionProviders: [provider],
    intraOpNumThreads: threads,
    ...(profilePrefix === undefined ? {} : { enableProfiling: true, profileFilePrefix: profilePrefix }),
  });
  const after = countThreads();
  return { session, threadsCounted: before === null || after === null ? null : after - before + 1 };
}

function countThreads(): number | null {
  try {
    return fs.readdirSync('/proc/self/task').length;
  } catch {
    return null;
  }
}
