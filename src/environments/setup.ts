/** Makes everything that the engines need beyond Node's packages. */
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { type CompletedEnvironment, findCompletedEnvironment } from './completed-environment';
import { type EnvironmentSpec, environments } from './environments';
import { systemReason } from './failure-reason';
import { clearFailure, recordFailure } from './failure-record';
import { hasNvidiaGpu } from './gpu';
import { ProvisionError, provision } from './provision';
import { findPythons } from './python-finder';
import { requirementsDigest } from './requirements';
import type { SetupEvent, SetupOutcome, SetupProgress } from './setup-event';
import { setUpBinding } from './setup-binding';

export interface SetupOptions {
  readonly packageRoot: string;
  /** `Configuration.cacheDirectory`. */
  readonly cacheDirectory: string;
  /** `all` adds what only tests and checks need. */
  readonly include: 'engines' | 'all';
  /** Only these environments, by name; what is built upon a left-out one is left out too. Default: all. */
  readonly only?: readonly string[];
  /** Ends the work in hand; what was begun is begun anew at the next set-up. */
  readonly signal?: AbortSignal;
}

/** The environment whose libraries the native TensorFlow addon of Node is built against. */
const BINDING_BASE = 'tensorflow';

/**
 * Makes the environments one after the other, then the native binding of the TensorFlow addon; what is there
 * already costs milliseconds. Safe to interrupt and to repeat; two at once wait for each other. Failures are
 * outcomes, never exceptions (only an aborted signal rejects); the last event is the summary.
 */
export async function* setUpEngines(options: SetupOptions): AsyncGenerator<SetupEvent, void> {
  const outcomes: SetupOutcome[] = [];
  for (const spec of environments.filter((candidate) => isWanted(candidate, options))) {
    const { outcome, environment } = yield* setUpEnvironment(spec, options);
    outcomes.push(outcome);
    yield outcome;
    if (spec.name === BINDING_BASE && environment) {
      const bindingOutcome = yield* setUpBinding(options, environment);
      outcomes.push(bindingOutcome);
      yield bindingOutcome;
    }
  }
  yield { kind: 'summary', outcomes };
}

function isWanted(spec: EnvironmentSpec, options: SetupOptions): boolean {
  if (options.only) return options.only.includes(spec.name);
  return options.include === 'all' || spec.purpose === 'engines';
}

interface Ended {
  readonly outcome: SetupOutcome;
  readonly environment: CompletedEnvironment | null;
}

async function* setUpEnvironment(spec: EnvironmentSpec, options: SetupOptions): AsyncGenerator<SetupProgress, Ended> {
  const { cacheDirectory, signal } = options;
  const begin = performance.now();
  const requirementsFile = await chooseRequirements(spec, options.packageRoot);
  const existing = findCompletedEnvironment(cacheDirectory, spec.name, [requirementsFile]);
  if (existing) {
    clearFailure(cacheDirectory, spec.name);
    return { outcome: { kind: 'outcome', environment: spec.name, outcome: 'already-there' }, environment: existing };
  }
  const request = { cacheDirectory, name: spec.name, requirementsFile, findPythons };
  try {
    const environment = yield* provision(signal ? { ...request, signal } : request);
    clearFailure(cacheDirectory, spec.name);
    const seconds = (performance.now() - begin) / 1e3;
    return { outcome: { kind: 'outcome', environment: spec.name, outcome: 'ready', seconds }, environment };
  } catch (error) {
    signal?.throwIfAborted();
    return { outcome: failed(spec, cacheDirectory, requirementsFile, error), environment: null };
  }
}

function failed(spec: EnvironmentSpec, cacheDirectory: string, requirementsFile: string, error: unknown): SetupOutcome {
  const outputTail = error instanceof ProvisionError ? error.outputTail : '';
  const reason = error instanceof ProvisionError ? error.message : systemReason(error);
  if (existsSync(requirementsFile)) rememberFailure(cacheDirectory, spec.name, requirementsFile, reason);
  return { kind: 'outcome', environment: spec.name, outcome: 'failed', reason, outputTail };
}

/** A cache that cannot be written to is often why it failed: then the reason is told now and not kept. */
function rememberFailure(cacheDirectory: string, name: string, requirementsFile: string, reason: string): void {
  try {
    recordFailure(cacheDirectory, name, requirementsDigest(requirementsFile), reason);
  } catch {
    return;
  }
}

async function chooseRequirements(spec: EnvironmentSpec, packageRoot: string): Promise<string> {
  const plain = path.join(packageRoot, spec.requirementsFile);
  if (spec.gpuRequirementsFile === null) return plain;
  const forGpu = path.join(packageRoot, spec.gpuRequirementsFile);
  return existsSync(forGpu) && (await hasNvidiaGpu()) ? forGpu : plain;
}
