/**
 * The contract of an engine as the server sees it: facts about it, and how to launch its worker.
 * Everything that touches the framework happens in the worker; nothing here may import one.
 */
import type { DeviceDescription, PrecisionName, TaskName } from '../protocol/messages';

export interface EngineVariantFacts {
  readonly id: string;
  readonly description: string;
  readonly default: boolean;
  /** Of an engine that is a layer over others: on which one, by its id, and through what; absent: it computes itself. */
  readonly over?: { readonly engine: string; readonly interface: 'STEPS' | 'FIT' };
  /** Kinds of devices that it can run on; absent: any that its worker finds. */
  readonly devices?: readonly DeviceDescription['kind'][];
}

/** Variables of a worker's environment that direct everything that its engine keeps compiled into a folder. */
export type CacheVariables = (folder: string) => Readonly<Record<string, string>>;

/** How to start a worker: what `child_process.spawn` needs, and what tells two installations apart. */
export interface Launch {
  readonly kind: 'launch';
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the allow-listed environment of every worker. */
  readonly environment: Readonly<Record<string, string>>;
  /** Changes whenever the installation changes; keys the cached probe. */
  readonly runtimeKey: string;
  /** Absent: it keeps nothing that it compiled. In the environment above it keeps it as in a usual race. */
  readonly caches?: CacheVariables;
  /** Its times are scripted and not taken: they may be longer than it had (the fake engine). */
  readonly scriptedClock?: true;
  /** Its program can also be a fork server (worker_kit/fork_server.py). */
  readonly forks?: true;
}

/** Nothing to launch: what is missing and the command that installs it, as one sentence each. */
export interface NotInstalled {
  readonly kind: 'not-installed';
  readonly reason: string;
}

export interface LaunchContext {
  readonly packageRoot: string;
  readonly cacheDirectory: string;
  /** Interpreter named by the user for an engine id (PHOTOFINISH_PYTHON_<ENGINE>), if any. */
  pythonOverride(engineId: string): string | undefined;
  /** The variable that named it, where that is another one; for sentences shown to the user. */
  readonly overrideVariable?: string;
  /**
   * Threads of the race, the same number that `prepare` will name; absent when only asking what is installed.
   * Some libraries (TensorFlow's C library) fix their thread pools when they load, long before `prepare`.
   */
  readonly threads?: number;
  /** Id of the variant to launch, for engines whose variants live in different environments; absent: the default. */
  readonly variant?: string;
  /** Kind of device of the race, for libraries that must know before they load; absent: any. */
  readonly device?: DeviceDescription['kind'];
}

export interface EngineAdapter {
  readonly id: string;
  readonly name: string;
  /** Exactly one is the default. */
  readonly variants: readonly EngineVariantFacts[];
  readonly tasks: readonly TaskName[];
  readonly precisions: readonly PrecisionName[];
  /** Not listed and not raceable unless configuration shows it (the fake engine). */
  readonly hidden: boolean;
  /** Its worker runs in a Python interpreter that the user may name; further ones can be registered as runtimes. */
  readonly takesInterpreter?: boolean;
  /** Takes most of a GPU's memory when it starts, so that it cannot be alive beside another (TensorFlow, JAX). */
  readonly preallocatesDeviceMemory?: boolean;
  /** Cheap and side-effect free: looks at files only. */
  locate(context: LaunchContext): Launch | NotInstalled;
}
