/**
 * Which engines can run here. Each is probed by starting its real worker and saying hello; the answer is kept on
 * disk under a key that changes with the installation, so that the next start does not import every framework.
 */
import * as os from 'node:os';
import type { EngineAdapter, EngineVariantFacts, Launch, LaunchContext } from './engine';
import {
  engineState,
  missingVariant,
  probedVariant,
  type EngineState,
  type ProbeResult,
  type VariantState,
} from './engine-state';
import { KnownProbes, type Probe } from './known-probes';
import { ProbeCache, probeKey } from './probe-cache';
import { WorkerFailure, type WorkerFailureCode } from './worker-failure';
import type { WorkerSpawner } from './worker-spawner';

export interface CatalogOptions {
  readonly adapters: readonly EngineAdapter[];
  readonly context: LaunchContext;
  readonly spawn: WorkerSpawner;
  /** Show engines that are hidden otherwise. */
  readonly showHidden: boolean;
  /** For tests: after how long a probe that failed for the first time is tried again. */
  readonly retryMilliseconds?: number;
}

/** What a launch may depend on beside the installation. */
export type LaunchDetails = Pick<LaunchContext, 'threads' | 'variant' | 'device'>;

/** What was found is taken to be there for so long. */
const LOOK_AGAIN_MILLISECONDS = 1000;

/** Where a worker's usual advice speaks of the race that it was to run. */
const PROBE_ADVICE: Partial<Record<WorkerFailureCode, string>> = {
  WORKER_REPORTED: 'Mend what it says, or leave it out here; it is tried again by itself.',
  WORKER_CRASHED: 'Install this engine again, or leave it out here; it is tried again by itself.',
  WORKER_TIMED_OUT: 'Close what else keeps this machine busy; it is tried again by itself.',
  WORKER_OUT_OF_MEMORY: 'Free memory on this machine; it is tried again by itself.',
};

type Located = ReturnType<EngineAdapter['locate']>;

export class EngineCatalog {
  private readonly stopping = new AbortController();
  private readonly probes: KnownProbes;
  private readonly launches = new Map<string, { readonly launch: Launch; readonly until: number }>();
  private readonly cache: ProbeCache;
  /** Frameworks are imported one after the other: all at once would only slow each other down. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: CatalogOptions) {
    this.probes = new KnownProbes(options.retryMilliseconds);
    this.cache = new ProbeCache(options.context.cacheDirectory);
  }

  /** Probes whatever is not known yet, in the background. */
  start(): void {
    for (const adapter of this.visible()) this.state(adapter).catch(() => undefined);
  }

  /** While a race is measured no broken engine is tried again. Call what it returns when the race has ended. */
  holdProbes(): () => void {
    return this.probes.hold();
  }

  /** Ends probes under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.probes.ended();
  }

  /** Every visible engine, in the order of the registry; waits for probes under way. */
  async list(): Promise<EngineState[]> {
    return Promise.all(this.visible().map((adapter) => this.state(adapter)));
  }

  /** Null for an id that no visible engine has. */
  async find(id: string): Promise<EngineState | null> {
    const adapter = this.visible().find((candidate) => candidate.id === id);
    return adapter ? this.state(adapter) : null;
  }

  /** How to start this engine's worker now; the details for those that must know them before they load. */
  launch(adapter: EngineAdapter, details: LaunchDetails = {}): Located {
    return adapter.locate({ ...this.options.context, ...details });
  }

  private visible(): EngineAdapter[] {
    return this.options.adapters.filter((adapter) => this.options.showHidden || !adapter.hidden);
  }

  private async state(adapter: EngineAdapter): Promise<EngineState> {
    return engineState(adapter, await Promise.all(adapter.variants.map((facts) => this.variantState(adapter, facts))));
  }

  /** A missing one is looked for again each time: it may have been installed meanwhile. */
  private async variantState(adapter: EngineAdapter, facts: EngineVariantFacts): Promise<VariantState> {
    const launch = this.recentLaunch(adapter, facts.id);
    if (launch.kind === 'not-installed') return missingVariant(facts, launch.reason);
    // Variants that are launched alike share one probe.
    const probe = await this.probes.find(probeKey(adapter, launch), () => this.probe(adapter, launch));
    return probe.kind === 'answer' ? probedVariant(adapter, facts, probe.result) : missingVariant(facts, probe.reason);
  }

  /** A server that takes many races a second asks this of the same few engines each time. */
  private recentLaunch(adapter: EngineAdapter, variant: string): Located {
    const key = `${adapter.id} ${variant}`;
    const known = this.launches.get(key);
    if (known && performance.now() < known.until) return known.launch;
    const launch = this.launch(adapter, { variant });
    if (launch.kind === 'not-installed') return launch;
    this.launches.set(key, { launch, until: performance.now() + LOOK_AGAIN_MILLISECONDS });
    return launch;
  }

  private async probe(adapter: EngineAdapter, launch: Launch): Promise<Probe> {
    const known = await this.cache.read(adapter, launch);
    if (known) return { kind: 'answer', result: known };
    const asked = this.turn.then(() => this.ask(launch));
    this.turn = asked.catch(() => undefined);
    try {
      const result = await asked;
      await this.cache.write(adapter, launch, result);
      return { kind: 'answer', result };
    } catch (error) {
      if (!(error instanceof WorkerFailure)) throw error;
      return { kind: 'silent', reason: `${error.message.trim()} ${PROBE_ADVICE[error.code] ?? error.advice}` };
    }
  }

  private async ask(launch: Launch): Promise<ProbeResult> {
    const session = this.options.spawn(launch, { signal: this.stopping.signal, workingDirectory: os.tmpdir() });
    try {
      const { engineVersion, runtime, devices, precisions } = await session.hello();
      return { version: engineVersion, runtime, devices, precisions };
    } finally {
      await session.kill();
    }
  }
}
