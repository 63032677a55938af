/** The step of set-up that builds Node's TensorFlow addon against the libraries of an environment. */
import { realpathSync } from 'node:fs';
import * as path from 'node:path';
import { type CompletedEnvironment, locksDirectory } from './completed-environment';
import { systemReason } from './failure-reason';
import { waitForLock } from '../host-lock';
import { shortDigest } from './requirements';
import type { SetupOutcome, SetupProgress } from './setup-event';
import { buildTensorflowBinding } from './tensorflow-binding';
import { packageFolder } from './tensorflow-binding-state';
import { TensorflowBindingError } from './tensorflow-binding-tools';

/** How the binding is called in set-up's events. */
export const BINDING_NAME = 'tensorflow-binding';

interface BindingOptions {
  readonly packageRoot: string;
  readonly cacheDirectory: string;
  readonly signal?: AbortSignal;
}

/** Builds the addon unless it is there; failures are outcomes. Throws the signal's reason when aborted. */
export async function* setUpBinding(
  options: BindingOptions,
  tensorflow: CompletedEnvironment,
): AsyncGenerator<SetupProgress, SetupOutcome> {
  try {
    // The addon lies among the packages, so set-ups wait for each other that share these, also by a link to them.
    const packages = packageFolder(options.packageRoot);
    const shared = packages === null ? options.packageRoot : realpathSync(packages);
    const file = path.join(locksDirectory(options.cacheDirectory), `binding-${shortDigest([shared])}.sqlite`);
    const release = yield* waitForLock(
      file,
      progress('waiting', 'waiting for another set-up to finish'),
      options.signal,
    );
    try {
      return yield* build(options, tensorflow);
    } finally {
      release();
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    const known = error instanceof TensorflowBindingError;
    const reason = known ? error.message : systemReason(error);
    return {
      kind: 'outcome',
      environment: BINDING_NAME,
      outcome: 'failed',
      reason,
      outputTail: known ? error.outputTail : '',
    };
  }
}

async function* build(
  options: BindingOptions,
  tensorflow: CompletedEnvironment,
): AsyncGenerator<SetupProgress, SetupOutcome> {
  const begin = performance.now();
  const messages: string[] = [];
  let wake = (): void => undefined;
  let ended = false;
  const building = buildTensorflowBinding({
    packageRoot: options.packageRoot,
    tensorflowDirectory: path.join(tensorflow.sitePackages, 'tensorflow'),
    onProgress: (message) => {
      messages.push(message);
      wake();
    },
    ...(options.signal ? { signal: options.signal } : {}),
  }).finally(() => {
    ended = true;
    wake();
  });
  // Its error is thrown where it is awaited, after the last message.
  building.catch(() => undefined);
  for (;;) {
    const message = messages.shift();
    if (message !== undefined) yield progress('binding', message);
    else if (ended) break;
    else await new Promise<void>((resolve) => (wake = resolve));
  }
  if ((await building) === 'already-there')
    return { kind: 'outcome', environment: BINDING_NAME, outcome: 'already-there' };
  return { kind: 'outcome', environment: BINDING_NAME, outcome: 'ready', seconds: (performance.now() - begin) / 1e3 };
}

function progress(phase: SetupProgress['phase'], message: string): SetupProgress {
  return { kind: 'progress', environment: BINDING_NAME, phase, message };
}
